import { concat, concatMap, defer, EMPTY, from, merge, of, takeWhile, throwError, type Observable } from 'rxjs';
import { PeerTimeoutError, RemoteProtocolError } from '../errors.js';
import { REJECT_PROTOCOL_VERSION, RejectCode } from '../messages/reject.js';
import type { Message } from '../messages/table.js';
import type { VersionMessage } from '../messages/version.js';
import { deadline } from '../operators/deadline.js';
import { wireCommand } from '../wire/payload.js';
import type { Conversation, ConversationContext, NamedFeature } from './conversation.js';
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
  const { negotiationTimeoutMs: timeoutMs = 30_000 } = options;
  const userAgent = formatUserAgent(options.userAgent);
  return (context) => (received$) =>
    defer(() => {
      const negotiation = new Negotiation(context, options, userAgent);
      const answer$ = received$.pipe(
        takeWhile((message) => !negotiation.isEndedBy(message), true),
        concatMap((message) => negotiation.answersTo(message)),
      );
      const greeting$ = defer(() => (context.direction === 'outbound' ? of(negotiation.greeting()) : EMPTY));
      // Listen, then speak: over a synchronous transport the answer comes before our version's `next` returns.
      return merge(answer$, greeting$).pipe(
        deadline({
          timeoutMs,
          scheduler: context.scheduler,
          error: () => new PeerTimeoutError('NEGOTIATION_TIMEOUT', `no handshake within ${timeoutMs} ms`, timeoutMs),
        }),
      );
    });
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

class Negotiation {
  private remote: VersionMessage | undefined;
  private readonly introduction: Introduction;

  constructor(
    private readonly context: ConversationContext,
    private readonly options: HandshakeOptions,
    private readonly userAgent: string,
  ) {
    this.introduction = new Introduction(context);
  }

  /** Our version. */
  greeting(): VersionMessage {
    const local = localVersion(this.context, this.options, this.userAgent);
    this.context.report({ kind: 'agreed', agreement: { local } });
    return local;
  }

  isEndedBy(message: Message): boolean {
    return message.command === 'verack' && this.remote !== undefined;
  }

  answersTo(message: Message): Observable<Message> {
    if (this.remote === undefined) {
      if (message.command === 'version') return this.meet(message);
      const fact = `${wireCommand(message)} before version`;
      return this.refuse(message, 'a version message must precede all others', {
        error: new RemoteProtocolError('VERSION_EXPECTED', fact),
        rejectCode: RejectCode.malformed,
      });
    }
    if (message.command === 'verack') return EMPTY;
    if (message.command === 'version') {
      return this.refuse(message, 'duplicate version message', {
        error: new RemoteProtocolError('DUPLICATE_VERSION', 'second version before verack'),
        rejectCode: RejectCode.duplicate,
      });
    }
    if (!LET_BY.has(message.command)) {
      return this.refuse(message, 'a verack message must follow version', {
        error: new RemoteProtocolError('VERACK_EXPECTED', `${message.command} before verack`),
        rejectCode: RejectCode.malformed,
      });
    }
    this.introduction.notice(message);
    return EMPTY;
  }

  private meet(remote: VersionMessage): Observable<Message> {
    if (isOurselves(remote, this.options)) {
      // In silence: a reject would be answered by ourselves.
      return throwError(() => new RemoteProtocolError('SELF_CONNECTION', 'connected to ourselves'));
    }
    this.remote = remote;
    this.introduction.meet(remote, this.options.protocolVersion ?? this.context.network.protocolVersion);
    // What was told until here holds when acceptRemote looks at its peer.
    const refusal = refusalOf(remote, this.options);
    if (refusal !== undefined) return this.refuse(remote, refusal.error.message, refusal);
    const answers: Message[] = this.context.direction === 'inbound' ? [this.greeting()] : [];
    if (this.introduction.speaksFeatures) answers.push({ command: 'wtxidrelay' }, { command: 'sendaddrv2' });
    if (this.introduction.speaksNamedFeatures) {
      for (const named of this.options.features ?? []) answers.push({ command: 'feature', ...named });
    }
    answers.push({ command: 'verack' });
    return from(answers);
  }

  private refuse(refused: Message, reason: string, { error, rejectCode }: Refusal): Observable<Message> {
    const farewell: Message[] = [];
    if (rejectCode !== undefined && (this.remote === undefined || this.remote.version >= REJECT_PROTOCOL_VERSION)) {
      farewell.push({ command: 'reject', message: wireCommand(refused), code: rejectCode, reason });
    }
    return concat(
      from(farewell),
      throwError(() => error),
    );
  }
}
