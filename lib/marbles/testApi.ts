import type { Observable, SchedulerLike } from 'rxjs';
import type { Outcome } from '../protocol/runtime/outcome.js';
import type { Conversation } from '../protocol/runtime/conversation.js';
import type { Message } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer } from '../peer/peer.js';
import type { Alphabet } from './defaultAlphabet.js';
import type { Letters } from './letters.js';
import type { TestConversation, TestConversationOptions } from './testConversation.js';
import type { TestDuplex, TestDuplexOptions } from './testDuplex.js';
import type { TestPeerOptions } from './testPeer.js';

/**
 * An expected error: an error object, or the class and code of a PeerError such as `'PeerTimeoutError PONG_TIMEOUT'`. For other errors
 * the string is the error's text, such as `'Error: boom'`.
 */
export type ExpectedError = Error | `${string} ${string}`;

/**
 * The functions of a marble test; `protocolMarbles` passes them to `play`.
 *
 * Diagrams have the syntax of RxJS's run mode. `-` is a millisecond, a letter is a value, and `(ab)` are values of one time (the group
 * takes as many milliseconds as it has characters). ` 10ms `, ` 2s ` and ` 5m ` let time pass, `|` is completion, and `#` is an error. The
 * value of a letter is looked up in the `values` of the call, then in those of the run, then in `alphabet`.
 *
 * Every function errors with MarbleError: `BAD_DIAGRAM`, `BAD_LETTER`, `UNKNOWN_LETTER`, and `OUTSIDE_RUN` after `play` has returned.
 */
export interface ProtocolMarbles<Msg extends Message = Message> {
  /** The scheduler of virtual time, which starts at 0 ms. RxJS operators without a scheduler argument use virtual time, too. */
  readonly scheduler: SchedulerLike;
  /** The network of the run. */
  readonly network: Network<Msg>;
  /**
   * The messages of the predefined letters: `v` the remote's version and `V` our version, `a` verack, `w` wtxidrelay, `x` sendaddrv2,
   * `H` sendheaders, `c` sendcmpct, `f` feefilter; `p` ping 1, `q` pong 1, `P` ping 2, `Q` pong 2; `i` inv, `d` getdata, `b` block,
   * `g` getheaders, `h` headers of one block; `I` inv, `D` getdata, `t` tx, `n` notfound of one transaction; `u` unknown.
   */
  readonly alphabet: Alphabet<Msg>;

  /**
   * The input of a conversation or peer: the messages, or for a peer also the bytes, that the remote sends. Hot.
   *
   * @param values letters of this diagram, in addition to those of the run
   * @param error the error of `#`. Default: a TransportError `CONNECTION_LOST`
   */
  received<V extends Msg | Uint8Array = Msg>(
    this: void,
    diagram: string,
    values?: Letters<V>,
    error?: unknown,
  ): Observable<Msg | V>;
  /** Any other input, such as `m.hot('--t--f', { t: true, f: false })`. Hot. The default error of `#` is `new Error('error')`. */
  hot<V>(this: void, diagram: string, values: Letters<V>, error?: unknown): Observable<V>;
  /** Calls `action` at this time, after the inputs of the same time. */
  at(this: void, atMs: number, action: () => void): void;

  /**
   * Runs one conversation without a peer. By default the handshake is complete: `agreed` holds the versions `V` and `v`. Pass
   * `agreed: {}` to test a conversation that performs the handshake.
   */
  converse(
    this: void,
    conversation: Conversation,
    received$: Observable<Msg>,
    options?: TestConversationOptions<Msg>,
  ): TestConversation<Msg>;
  /** Creates a peer over a transport in virtual time. It starts at 0 ms and is closed at the end of the run. */
  peer(this: void, received$: Observable<Msg | Uint8Array>, options?: TestPeerOptions<Msg>): Peer<Msg>;
  /** Creates a transport without a peer. It reads `received$` while its `chunk$` is subscribed, and is closed at the end of the run. */
  duplex(this: void, received$: Observable<Msg | Uint8Array>, options?: TestDuplexOptions): TestDuplex;
  /** The frames of these messages in one buffer, as a socket may deliver them in one chunk. */
  bytesOf(this: void, ...messages: readonly Msg[]): Uint8Array;

  /** Expects the messages that a peer or conversation sends, or that a stream emits. */
  expectSent(
    this: void,
    peerOrStream$: { readonly sent$: Observable<Msg> } | Observable<Msg>,
    diagram: string,
    values?: Letters<Msg>,
    error?: ExpectedError,
  ): void;
  /** Expects the messages that a peer receives and emits. */
  expectMessages(
    this: void,
    peer: { readonly messages$: Observable<Msg> },
    diagram: string,
    values?: Letters<Msg>,
  ): void;
  /**
   * Expects when and why a peer closes.
   *
   * @param when a diagram with one `|` or `#`, or a time. A diagram with neither expects that the peer stays open until its end
   * @param reason required unless the peer stays open: `local`, `remote`, or the error of the fault
   */
  expectClosed(
    this: void,
    peer: { readonly closed$: Observable<CloseReason> },
    when: string | { readonly atMs: number },
    reason?: 'local' | 'remote' | ExpectedError,
  ): void;
  /** Expects the reports of a conversation. */
  expectReports(
    this: void,
    conversation: { readonly reports$: Observable<Outcome> },
    diagram: string,
    values?: Letters<Outcome>,
  ): void;
  /** Expects the values of any stream: `m.expectStream(peer.faults$, '--F', { F: 'RemoteProtocolError LEFTOVER' })`. */
  expectStream(
    this: void,
    stream$: Observable<unknown>,
    diagram: string,
    values?: Letters<unknown>,
    error?: ExpectedError,
  ): void;
}
