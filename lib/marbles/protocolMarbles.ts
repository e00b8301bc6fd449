import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { createKit } from './createKit.js';
import type { ProtocolMarbles } from './kit.js';
import type { Letters } from './letters.js';
import { MarbleError, MarbleMismatch } from './marbleErrors.js';
import { TestRun } from './testRun.js';

export interface ProtocolMarblesOptions<Msg extends Message = Message> {
  /** Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** What more letters stand for in every diagram of the run, over the default ones. */
  values?: Letters<Msg> | undefined;
}

let isRunning = false;

/**
 * Tests protocol behaviour with marbles, in the virtual time of RxJS's TestScheduler. Works in every test runner, and in browsers.
 *
 *     protocolMarbles((m) => {
 *       const conversation = m.converse(answerPings(), m.received('--p----P'));
 *       m.expectSent(conversation, '                              --q----Q');
 *     });
 *
 * `play` says what goes in and what is expected; then time runs, to the end of the longest diagram, and what came is compared with what
 * was expected: messages by their fields (one that is undefined is the same as none), bytes by byte, errors by class and code.
 * Promises do not settle in virtual time, so look at `sent$` instead of awaiting `send()`.
 *
 * Gives what `play` gives. Errors with MarbleMismatch when an expectation does not hold, when a timer or a subscription is left behind,
 * or when nobody listens to an input, to a conversation of `m.converse` (what it sends or reports) or to a peer of `m.peer`; with MarbleError when the test itself is mistaken: it expects nothing (`NO_EXPECTATION`),
 * runs within another (`NESTED_RUN`), or its `play` gives a promise (`ASYNC_PLAY`).
 */
export function protocolMarbles<T, Msg extends Message = Message>(
  play: (m: ProtocolMarbles<Msg>) => T,
  { network = bitcoin.regtest as Network<Msg>, values }: ProtocolMarblesOptions<Msg> = {},
): T {
  if (isRunning)
    throw new MarbleError('NESTED_RUN', 'protocolMarbles within protocolMarbles: time runs once at a time');
  isRunning = true;
  try {
    const stage = new TestRun();
    const kit = createKit(stage, network, values);
    return stage.run(() => play(kit));
  } catch (error) {
    // So that a runner shows the test's own line, where the engine can say it.
    if (error instanceof MarbleMismatch) Error.captureStackTrace?.(error, protocolMarbles);
    throw error;
  } finally {
    isRunning = false;
  }
}
