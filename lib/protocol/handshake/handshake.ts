import { Subscription } from 'rxjs';
import { PeerTimeoutError, RemoteProtocolError } from '../../base/errors.js';
import type { NetAddress } from '../../messages/netAddress.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../../messages/reject.js';
import type { Message } from '../../messages/table.js';
import type { VersionMessage } from '../../messages/version.js';
import type { Violation } from '../../policy/violations.js';
import { wireCommand } from '../../wire/payload.js';
import type { Conversation, NamedFeature } from '../runtime/conversation.js';
import { conversationOf } from '../runtime/conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from '../runtime/handler.js';
import { Introduction } from './introduction.js';
import { localVersion, type LocalVersionOptions } from './localVersion.js';
import { handshakeViolation, rejectedBy } from './handshakeViolation.js';
import { isOurselves, refusalOf, type RemoteVersionOptions } from './remoteVersion.js';
import { formatUserAgent, type UserAgent } from './userAgent.js';
import { applyPolicy } from '../violation.js';

export interface HandshakeOptions extends LocalVersionOptions, RemoteVersionOptions {
  /** What stands behind the library's own part of the user agent (BIP14). Default: nothing. */
  userAgent?: UserAgent | undefined;
  /** The features that we name to a remote of protocol 70017 and above; ours must be that, too (BIP434). Default: none. */
  features?: readonly NamedFeature[] | undefined;
  /**
   * Whether to offer transaction reconciliation by sendtxrcncl (BIP330) to a remote of 70016 and above that wants transactions. Only the
   * negotiation is implemented, as in Bitcoin Core; `features.reconciliation` has the remote's answer. Default false.
   */
  offerReconciliation?: boolean | undefined;
  /** For the whole of it. Default 30_000 (lbcd, peer/peer.go negotiateTimeout). */
  negotiationTimeoutMs?: number | undefined;
}

/**
 * Makes the handshake, as the dialer or as the listener, and completes when the remote's verack arrives.
 *
 *     outbound  received  ---v--w-a-|          v version, w wtxidrelay, x sendaddrv2, a verack
 *               sent      v--(wxa)--|
 *
 *     inbound   received  v---------a-|
 *               sent      (vwxa)------|
 *
 * Reports local, remote, protocolVersion (the lower of the two) and features as they become known.
 *
 * The policy decides what follows a message in the wrong place: `VERSION_EXPECTED` before version, `VERACK_EXPECTED` before verack,
 * `DUPLICATE_VERSION`, `FEATURE_NOT_NEGOTIATED`, `BAD_RECONCILIATION`. Errors with RemoteProtocolError `VERSION_TOO_OLD`, `SERVICES_MISSING`,
 * `REFUSED` (by `acceptRemote`), `SELF_CONNECTION`, and `REJECTED` (a `reject` of our version or verack); with PeerTimeoutError
 * `NEGOTIATION_TIMEOUT`; and with LocalProtocolError at the call for an impossible user agent. Before a close for the remote's order or
 * for a refusal, a `reject` is sent to a remote that knows it (70002, BIP61), but none to ourselves.
 *
 * Source: BIPs 14, 60, 155, 330, 339, 434; the order of what we send is that of btcd, peer/peer.go negotiateInboundProtocol and
 * negotiateOutboundProtocol.
 */
export function handshake(options: HandshakeOptions = {}): Conversation {
  const userAgent = formatUserAgent(options.userAgent);
  return conversationOf((context, voice) => new Handshake(context, voice, { options, userAgent }));
}

/** The version of sendtxrcncl that BIP330 defines. */
const RECONCILIATION_VERSION = 1;

export interface HandshakeSettings {
  readonly options: HandshakeOptions;
  /** Ours, as it goes out. */
  readonly userAgent: string;
}

/** The handshake under way. */
export class Handshake implements ConversationHandler {
  private readonly introduction: Introduction;
  private deadline = Subscription.EMPTY;

  constructor(
    private readonly context: HandlerContext,
    private readonly voice: Voice,
    private readonly settings: HandshakeSettings,
    /** What our version says of the remote's address. */
    private readonly addressYou: NetAddress | undefined = settings.options.addressYou,
  ) {
    this.introduction = new Introduction(context);
  }

  begin(): void {
    const { negotiationTimeoutMs: timeoutMs = 30_000 } = this.settings.options;
    this.deadline = this.context.scheduler.schedule(() => {
      const fact = `no handshake within ${timeoutMs} ms`;
      this.voice.fail(new PeerTimeoutError('NEGOTIATION_TIMEOUT', fact, timeoutMs));
    }, timeoutMs);
    if (this.context.direction === 'outbound') this.greet();
  }

  received(message: Message): void {
    const { context } = this;
    const rejection = message.command === 'reject' ? rejectedBy(message) : undefined;
    if (rejection !== undefined) throw rejection;
    const violation = handshakeViolation(message, context.agreed);
    if (violation !== undefined) {
      const refusal = REFUSALS[violation.code];
      applyPolicy(context, violation, refusal && (() => this.sayReject(message, refusal.reason, refusal.code)));
    } else if (message.command === 'version') {
      this.meet(message);
    } else if (message.command === 'verack') {
      this.voice.complete();
    } else {
      this.introduction.notice(message);
    }
  }

  end(): void {
    this.deadline.unsubscribe();
  }

  /** Says our version. */
  private greet(): void {
    const { options, userAgent } = this.settings;
    const local = localVersion(this.context, options, userAgent, this.addressYou);
    this.context.report({ kind: 'agreed', agreement: { local } });
    this.voice.say(local);
  }

  /** BIP330: the salt is ours alone, and secret from third parties. */
  private offerReconciliation(): void {
    const { context, voice } = this;
    const salt = new DataView(context.random(8).slice().buffer).getBigUint64(0, true);
    context.report({ kind: 'agreed', agreement: { offersReconciliation: true } });
    voice.say({ command: 'sendtxrcncl', version: RECONCILIATION_VERSION, salt });
  }

  private meet(remote: VersionMessage): void {
    const { context, introduction, voice } = this;
    const { options } = this.settings;
    if (isOurselves(remote, options)) {
      // In silence: a reject would be answered by ourselves.
      throw new RemoteProtocolError('SELF_CONNECTION', 'connected to ourselves');
    }
    introduction.meet(remote, options.protocolVersion ?? context.network.protocolVersion);
    // What was reported so far is visible when acceptRemote looks at its peer.
    const refusal = refusalOf(remote, options);
    if (refusal !== undefined) {
      const { error, rejectCode } = refusal;
      this.sayReject(remote, error.message, rejectCode);
      throw error;
    }
    if (context.direction === 'inbound') this.greet();
    if (introduction.speaksFeatures) {
      voice.say({ command: 'wtxidrelay' });
      voice.say({ command: 'sendaddrv2' });
      if (options.offerReconciliation === true && (remote.relay ?? true)) this.offerReconciliation();
    }
    if (introduction.speaksNamedFeatures) {
      for (const named of options.features ?? []) voice.say({ command: 'feature', ...named });
    }
    voice.say({ command: 'verack' });
  }

  /** Tells the remote why we close, if it knows `reject` or has not said its version yet. */
  private sayReject(refused: Message, reason: string, code: number): void {
    if ((this.context.agreed.remote?.version ?? REJECT_PROTOCOL_VERSION) < REJECT_PROTOCOL_VERSION) return;
    this.voice.say({ command: 'reject', message: wireCommand(refused), code, reason });
  }
}

/** The reason and the code of the `reject` before a close, by the code of the violation. */
const REFUSALS: Partial<Record<Violation, { readonly reason: string; readonly code: number }>> = {
  VERSION_EXPECTED: { reason: 'a version message must precede all others', code: RejectCode.malformed },
  VERACK_EXPECTED: { reason: 'a verack message must follow version', code: RejectCode.malformed },
  DUPLICATE_VERSION: { reason: 'duplicate version message', code: RejectCode.duplicate },
};
