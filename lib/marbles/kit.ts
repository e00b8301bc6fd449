import type { Observable, SchedulerLike } from 'rxjs';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer } from '../peer/peer.js';
import type { Alphabet } from './alphabet.js';
import type { Letters } from './letters.js';
import type { TestConversation, TestConversationOptions } from './testConversation.js';
import type { TestDuplex, TestDuplexOptions } from './testDuplex.js';
import type { TestPeerOptions } from './testPeer.js';

/** An error, or its class and code as `'PeerTimeoutError PONG_TIMEOUT'`; one that is none of ours by its text, `'Error: boom'`. */
export type ExpectedError = Error | `${string} ${string}`;

/**
 * What a test says in a run. Diagrams are those of RxJS's run mode: `-` is a millisecond, `(ab)` one moment (as long as it is wide),
 * ` 10ms `, ` 2s `, ` 5m ` time, `|` the end, `#` an error. A letter is looked up in the `values` of the call, then in those of the run,
 * then in `alphabet`.
 *
 * Everything errors with MarbleError: `BAD_DIAGRAM`, `BAD_LETTER`, `UNKNOWN_LETTER`, and `OUTSIDE_RUN` once `play` has returned.
 */
export interface ProtocolMarbles<Msg extends Message = Message> {
  /** Virtual time, from 0 ms. RxJS's own operators run in it without being told. */
  readonly scheduler: SchedulerLike;
  readonly network: Network<Msg>;
  /** The letters that need no explanation. */
  readonly alphabet: Alphabet<Msg>;

  /** What the remote says, or, for a peer, the bytes that it sends. `#` is `error`, by default a TransportError `CONNECTION_LOST`. */
  received<V extends Msg | Uint8Array = Msg>(
    this: void,
    diagram: string,
    values?: Letters<V>,
    error?: unknown,
  ): Observable<Msg | V>;
  /** Any other input, hot as all of them: `m.hot('--t--f', { t: true, f: false })`. */
  hot<V>(this: void, diagram: string, values: Letters<V>, error?: unknown): Observable<V>;
  /** Does something at a moment, behind what is received then. */
  at(this: void, atMs: number, action: () => void): void;

  /**
   * Runs a conversation alone, as if it were a peer's only one. Default of `agreed`: what the handshake with `v` leaves behind;
   * `agreed: {}` for one that makes the handshake itself.
   */
  converse(
    this: void,
    conversation: Conversation,
    received$: Observable<Msg>,
    options?: TestConversationOptions<Msg>,
  ): TestConversation<Msg>;
  /** A real peer over a transport in virtual time: it starts at 0 ms, and is closed at the end of the run. */
  peer(this: void, received$: Observable<Msg | Uint8Array>, options?: TestPeerOptions<Msg>): Peer<Msg>;
  /** A transport alone, read when its `chunk$` is subscribed to, and closed at the end of the run. */
  duplex(this: void, received$: Observable<Msg | Uint8Array>, options?: TestDuplexOptions): TestDuplex;
  /** The frames of these messages, one behind the other: a chunk as a socket may bring it. */
  bytesOf(this: void, ...messages: readonly Msg[]): Uint8Array;

  /** What a peer or a conversation sends, or what comes out of a stream of messages. */
  expectSent(
    this: void,
    peerOrStream$: { readonly sent$: Observable<Msg> } | Observable<Msg>,
    diagram: string,
    values?: Letters<Msg>,
    error?: ExpectedError,
  ): void;
  /** What a peer has received and passes on. */
  expectMessages(
    this: void,
    peer: { readonly messages$: Observable<Msg> },
    diagram: string,
    values?: Letters<Msg>,
  ): void;
  /** When and why a peer ends: one `|` or `#`, or a time. A diagram without either says that it does not; no reason is needed then. */
  expectClosed(
    this: void,
    peer: { readonly closed$: Observable<CloseReason> },
    when: string | { readonly atMs: number },
    reason?: 'local' | 'remote' | ExpectedError,
  ): void;
  /** What a conversation reports. */
  expectReports(
    this: void,
    conversation: { readonly reports$: Observable<Outcome> },
    diagram: string,
    values?: Letters<Outcome>,
  ): void;
  /** What comes out of any stream: `m.expectStream(peer.faults$, '--F', { F: 'RemoteProtocolError LEFTOVER' })`. */
  expectStream(
    this: void,
    stream$: Observable<unknown>,
    diagram: string,
    values?: Letters<unknown>,
    error?: ExpectedError,
  ): void;
}
