import { Subscription } from 'rxjs';
import { PeerTimeoutError, RemoteProtocolError } from '../errors.js';
import type { NetAddress } from '../messages/netAddress.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../messages/reject.js';
import type { Message } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import { wireCommand } from '../wire/payload.js';
import type { Conversation, NamedFeature } from './conversation.js';
import { conversationOf } from './conversationOf.js';
import type { ConversationHandler, HandlerContext, Voice } from './handler.js';
import { Introduction } from './introduction.js';
import { localVersion, type LocalVersionOptions } from './localVersion.js';
import { isOurselves, refusalOf, type Refusal, type RemoteVersionOptions } from './remoteVersion.js';
import { formatUserAgent, type UserAgent } from './userAgent.js';

export interface HandshakeOptions extends LocalVersionOptions, RemoteVersionOptions {
  /** What stands behind the library's own part of the user agent (BIP14). Default: nothing. */
  userAgent?: UserAgent | undefined;
  /** The features that we name to a remote of protocol 70017 and above; ours must be that, too (BIP434). Default: none. */
  features?: readonly NamedFeature[] | undefined;
  /** For the whole of it. Default 30_000 (lbcd, peer/peer.go negotiateTimeout). */
  negotiationTimeoutMs?: number | undefined;
}

/**
 * Makes the handshake, as the dialer or as the listener, and completes when the remote's verack is in.
 *
 *     outbound  received  ---v--w-a-|          v version, w wtxidrelay, x sendaddrv2, a verack
 *               sent      v--(wxa)--|
 *
 *     inbound   received  v---------a-|
 *               sent      (vwxa)------|
 *
 * Reports local, remote, protocolVersion (the lower of the two) and features as they become known. Refuses by an error with
 * RemoteProtocolError, after a `reject` where the remote may have it (from 70002 on, BIP61): `VERSION_EXPECTED` for another message
 * first, `VERACK_EXPECTED` for one that has no place before verack, `VERSION_TOO_OLD`, `SERVICES_MISSING`, `REFUSED` (by
 * `acceptRemote`), `DUPLICATE_VERSION`, and, in silence, `SELF_CONNECTION`. Errors with PeerTimeoutError `NEGOTIATION_TIMEOUT`, and
 * with LocalProtocolError at the call for an impossible user agent. BIPs 14, 60, 155, 330, 339, 434; the order is that of btcd,
 * peer/peer.go negotiateInboundProtocol and negotiateOutboundProtocol.
 */
export function handshake(options: HandshakeOptions = {}): Conversation {
  const userAgent = formatUserAgent(options.userAgent);
  return conversationOf((context, voice) => new Handshake(context, voice, { options, userAgent }));
}

/** What may stand between version and verack without being refused. Remotes at or below 70012 send `alert` early. */
const LET_BY = new Set([
  'wtxidrelay',
  'sendaddrv2',
  'sendheaders',
  'sendcmpct',
  'sendtxrcncl',
  'feature',
  'feefilter',
  'alert',
  'unknown',
]);

export interface HandshakeSettings {
  readonly options: HandshakeOptions;
  /** Ours, as it goes out. */
  readonly userAgent: string;
}

/** The handshake under way. */
export class Handshake implements ConversationHandler {
  private remote: VersionMessage | undefined;
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
    if (this.remote === undefined) {
      if (message.command === 'version') {
        this.meet(message);
        return;
      }
      const fact = `${wireCommand(message)} before version`;
      this.refuse(message, 'a version message must precede all others', {
        error: new RemoteProtocolError('VERSION_EXPECTED', fact),
        rejectCode: RejectCode.malformed,
      });
    }
    if (message.command === 'verack') {
      this.voice.complete();
      return;
    }
    if (message.command === 'version') {
      this.refuse(message, 'duplicate version message', {
        error: new RemoteProtocolError('DUPLICATE_VERSION', 'second version before verack'),
        rejectCode: RejectCode.duplicate,
      });
    }
    if (!LET_BY.has(message.command)) {
      this.refuse(message, 'a verack message must follow version', {
        error: new RemoteProtocolError('VERACK_EXPECTED', `${message.command} before verack`),
        rejectCode: RejectCode.malformed,
      });
    }
    this.introduction.notice(message);
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

  private meet(remote: VersionMessage): void {
    const { context, introduction, voice } = this;
    const { options } = this.settings;
    if (isOurselves(remote, options)) {
      // In silence: a reject would be answered by ourselves.
      throw new RemoteProtocolError('SELF_CONNECTION', 'connected to ourselves');
    }
    this.remote = remote;
    introduction.meet(remote, options.protocolVersion ?? context.network.protocolVersion);
    // What was told until here holds when acceptRemote looks at its peer.
    const refusal = refusalOf(remote, options);
    if (refusal !== undefined) this.refuse(remote, refusal.error.message, refusal);
    if (context.direction === 'inbound') this.greet();
    if (introduction.speaksFeatures) {
      voice.say({ command: 'wtxidrelay' });
      voice.say({ command: 'sendaddrv2' });
    }
    if (introduction.speaksNamedFeatures) {
      for (const named of options.features ?? []) voice.say({ command: 'feature', ...named });
    }
    voice.say({ command: 'verack' });
  }

  private refuse(refused: Message, reason: string, { error, rejectCode }: Refusal): never {
    if (rejectCode !== undefined && (this.remote === undefined || this.remote.version >= REJECT_PROTOCOL_VERSION)) {
      this.voice.say({ command: 'reject', message: wireCommand(refused), code: rejectCode, reason });
    }
    throw error;
  }
}
