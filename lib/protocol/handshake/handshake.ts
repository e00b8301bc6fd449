import { PeerTimeoutError, RemoteProtocolError } from '../../base/errors.js';
import type { NetAddress } from '../../messages/netAddress.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../../messages/reject.js';
import type { Message } from '../../messages/table.js';
import type { VersionMessage } from '../../messages/version.js';
import type { Violation } from '../../policy/violations.js';
import { wireCommand } from '../../wire/payload.js';
import type { NamedFeature } from '../runtime/agreement.js';
import type { Conversation } from '../runtime/conversation.js';
import { defineConversation } from '../runtime/defineConversation.js';
import type { ConversationHandler, HandlerContext } from '../runtime/handler.js';
import type { ReceivedMessage } from '../runtime/receivedMessage.js';
import { anonymousVersion } from './anonymousVersion.js';
import { Introduction } from './introduction.js';
import { localVersion, type LocalVersionOptions } from './localVersion.js';
import { handshakeViolation, rejectedBy } from './handshakeViolation.js';
import { isOurselves, refusalOf, type RemoteVersionOptions } from './remoteVersion.js';
import { formatUserAgent, type UserAgent } from './userAgent.js';
import { applyPolicy } from '../violation.js';

/** Options of `handshake`. */
export interface HandshakeOptions extends LocalVersionOptions, RemoteVersionOptions {
  /** Your program's part of the user agent, appended to the library's part (BIP14). Default: none. */
  userAgent?: UserAgent | undefined;
  /** The features that we announce by `feature` messages, if both protocol versions are at least 70017 (BIP434). Default: none. */
  features?: readonly NamedFeature[] | undefined;
  /**
   * True: offer transaction reconciliation by sendtxrcncl (BIP330) to a remote of protocol 70016 or above that wants transactions. Only the
   * negotiation is implemented, as in Bitcoin Core; `features.reconciliation` is the remote's answer. Default false.
   */
  offerReconciliation?: boolean | undefined;
  /**
   * True: the remote learns nothing about us. Our version has services 0, time 0, no addresses, height 0, relay 0 and the user agent
   * `/pynode:0.0.1/` of Bitcoin Core's private broadcast connections. Only version and verack are sent: no wtxidrelay, sendaddrv2,
   * feature, sendtxrcncl or reject. A connection to ourselves is not detected, because closing it would identify us. Default false.
   */
  anonymous?: boolean | undefined;
  /** The longest time until the handshake is complete, in milliseconds. Default 30_000 (lbcd, peer/peer.go negotiateTimeout). */
  negotiationTimeoutMs?: number | undefined;
}

/**
 * Negotiates the connection, outbound or inbound, and completes when the remote's verack arrives.
 *
 *     outbound  received  ---v--w-a-|          v version, w wtxidrelay, x sendaddrv2, a verack
 *               sent      v--(wxa)--|
 *
 *     inbound   received  v---------a-|
 *               sent      (vwxa)------|
 *
 *     anonymous received  ---v--w-a-|
 *               sent      v--a------|
 *
 * Reports local, remote, protocolVersion (the lower of the two) and features as they become known.
 *
 * The policy decides how to react to a message that arrives out of order: `VERSION_EXPECTED` before version, `VERACK_EXPECTED` before
 * verack, `DUPLICATE_VERSION`, `FEATURE_NOT_NEGOTIATED`, `BAD_RECONCILIATION`. Errors with RemoteProtocolError `VERSION_TOO_OLD`,
 * `SERVICES_MISSING`, `REFUSED` (by `acceptRemote`), `SELF_CONNECTION`, and `REJECTED` (a `reject` of our version or verack); with
 * PeerTimeoutError `NEGOTIATION_TIMEOUT`; and with LocalProtocolError at the call for an invalid user agent. Before a close for a message
 * out of order or for a refusal, a `reject` is sent to a remote of protocol 70002 or above (BIP61), but not to ourselves.
 *
 * Source: BIPs 14, 60, 155, 330, 339, 434; we send our messages in the order of btcd, peer/peer.go negotiateInboundProtocol and
 * negotiateOutboundProtocol.
 */
export function handshake(options: HandshakeOptions = {}): Conversation {
  const userAgent = formatUserAgent(options.userAgent);
  return defineConversation((context) => new Handshake(context, { options, userAgent }));
}

/** The version of sendtxrcncl that BIP330 defines. */
const RECONCILIATION_VERSION = 1;

/** Options of a Handshake, prepared once for all peers with the same options. */
export interface HandshakeSettings {
  readonly options: HandshakeOptions;
  /** Our complete user agent. */
  readonly userAgent: string;
}

/**
 * The handshake in progress: `AwaitingVersion` while `agreed.remote` is undefined, then `AwaitingVerack`.
 *
 *     AwaitingVersion ─ version ─▶ AwaitingVerack ─ verack ─▶ complete
 */
export class Handshake implements ConversationHandler {
  private readonly introduction: Introduction;

  constructor(
    private readonly context: HandlerContext,
    private readonly settings: HandshakeSettings,
    /** The remote's address in our version. */
    private readonly addressYou: NetAddress | undefined = settings.options.addressYou,
  ) {
    this.introduction = new Introduction(context);
  }

  begin(): void {
    const { negotiationTimeoutMs = 30_000 } = this.settings.options;
    this.context.after(negotiationTimeoutMs, () => {
      const fact = `no handshake within ${negotiationTimeoutMs} ms`;
      this.context.fail(new PeerTimeoutError('NEGOTIATION_TIMEOUT', fact, negotiationTimeoutMs));
    });
    if (this.context.direction === 'outbound') this.sendVersion();
  }

  received(received: ReceivedMessage): void {
    const { context } = this;
    const message = received.message();
    const rejection = message.command === 'reject' ? rejectedBy(message) : undefined;
    if (rejection !== undefined) throw rejection;
    const violation = handshakeViolation(message, context.agreed);
    if (violation !== undefined) {
      const refusal = REFUSALS[violation.code];
      applyPolicy(context, violation, refusal && (() => this.sendReject(message, refusal.reason, refusal.code)));
    } else if (message.command === 'version') {
      this.versionReceived(message);
    } else if (message.command === 'verack') {
      context.complete();
    } else {
      this.introduction.featureReceived(message);
    }
  }

  private get isAnonymous(): boolean {
    return this.settings.options.anonymous === true;
  }

  private sendVersion(): void {
    const { options, userAgent } = this.settings;
    const local = this.isAnonymous
      ? anonymousVersion(this.context, options.protocolVersion)
      : localVersion(this.context, options, userAgent, this.addressYou);
    this.context.report({ kind: 'agreed', agreement: { local } });
    this.context.send(local);
  }

  /** BIP330: each side chooses a random salt that third parties must not know. */
  private offerReconciliation(): void {
    const { context } = this;
    const salt = new DataView(context.random(8).slice().buffer).getBigUint64(0, true);
    context.report({ kind: 'agreed', agreement: { offersReconciliation: true } });
    context.send({ command: 'sendtxrcncl', version: RECONCILIATION_VERSION, salt });
  }

  private versionReceived(remote: VersionMessage): void {
    const { context, introduction } = this;
    const { options } = this.settings;
    if (!this.isAnonymous && isOurselves(remote, options)) {
      // Without a reject: we would receive it ourselves.
      throw new RemoteProtocolError('SELF_CONNECTION', 'connected to ourselves');
    }
    introduction.versionReceived(remote, options.protocolVersion ?? context.network.protocolVersion);
    // After the reports above, so acceptRemote can read them on its peer.
    const refusal = refusalOf(remote, options);
    if (refusal !== undefined) {
      const { error, rejectCode } = refusal;
      this.sendReject(remote, error.message, rejectCode);
      throw error;
    }
    if (context.direction === 'inbound') this.sendVersion();
    if (!this.isAnonymous) this.sendFeatures(remote);
    context.send({ command: 'verack' });
  }

  /** Sends the features that both protocol versions support. */
  private sendFeatures(remote: VersionMessage): void {
    const { context, introduction } = this;
    const { options } = this.settings;
    if (introduction.supportsFeatures) {
      context.send({ command: 'wtxidrelay' });
      context.send({ command: 'sendaddrv2' });
      if (options.offerReconciliation === true && (remote.relay ?? true)) this.offerReconciliation();
    }
    if (introduction.supportsNamedFeatures) {
      for (const named of options.features ?? []) context.send({ command: 'feature', ...named });
    }
  }

  /** Sends a `reject` with the reason of the close, unless we are anonymous or the remote's protocol is below 70002. */
  private sendReject(refused: Message, reason: string, code: number): void {
    if (this.isAnonymous) return;
    if ((this.context.agreed.remote?.version ?? REJECT_PROTOCOL_VERSION) < REJECT_PROTOCOL_VERSION) return;
    this.context.send({ command: 'reject', message: wireCommand(refused), code, reason });
  }
}

/** The reason and the code of the `reject` before a close, by the code of the violation. */
const REFUSALS: Partial<Record<Violation, { readonly reason: string; readonly code: number }>> = {
  VERSION_EXPECTED: { reason: 'a version message must precede all others', code: RejectCode.malformed },
  VERACK_EXPECTED: { reason: 'a verack message must follow version', code: RejectCode.malformed },
  DUPLICATE_VERSION: { reason: 'duplicate version message', code: RejectCode.duplicate },
};
