import type { Message } from '../messages/table.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { createTestApi } from './createTestApi.js';
import type { ProtocolMarbles } from './testApi.js';
import type { Letters } from './letters.js';
import { MarbleError, MarbleMismatch } from './marbleErrors.js';
import { TestRun } from './testRun.js';
import { provideTransportV2 } from '../peer/v2/provideTransportV2.js';

/** Options of `protocolMarbles`. */
export interface ProtocolMarblesOptions<Msg extends Message = Message> {
  /** Default bitcoin.regtest. */
  network?: Network<Msg> | undefined;
  /** Letters for every diagram of the run, in addition to the predefined ones, which they override. */
  values?: Letters<Msg> | undefined;
}

let isRunning = false;

/**
 * Tests protocol behaviour with marble diagrams, in the virtual time of RxJS's TestScheduler. Works in every test runner and in browsers.
 *
 *     protocolMarbles((m) => {
 *       const conversation = m.converse(answerPings(), m.received('--p----P'));
 *       m.expectSent(conversation, '                              --q----Q');
 *     });
 *
 * `play` defines the inputs and the expectations. Then virtual time runs to the end of the longest diagram, and each recorded event is
 * compared with the expected one: messages by their fields (a field that is undefined equals an absent one), bytes by content, errors by
 * class and code. Promises do not settle in virtual time, so expect `sent$` instead of awaiting `send()`.
 *
 * Returns what `play` returns. Errors with MarbleMismatch if an expectation fails, or if a timer or subscription is left at the end of the
 * run. The same error reports an input without a subscriber, a conversation of `m.converse` whose messages and reports the test never
 * observes, and a peer of `m.peer` that the test never observes. Errors with MarbleError if the test itself is wrong: it expects nothing
 * (`NO_EXPECTATION`), runs inside another (`NESTED_RUN`), or `play` returns a promise (`ASYNC_PLAY`).
 */
export function protocolMarbles<T, Msg extends Message = Message>(
  play: (m: ProtocolMarbles<Msg>) => T,
  { network = bitcoin.regtest as Network<Msg>, values }: ProtocolMarblesOptions<Msg> = {},
): T {
  if (isRunning) {
    throw new MarbleError('NESTED_RUN', 'protocolMarbles inside protocolMarbles: one run at a time is possible');
  }
  isRunning = true;
  provideTransportV2();
  try {
    const testRun = new TestRun();
    const api = createTestApi(testRun, network, values);
    return testRun.run(() => play(api));
  } catch (error) {
    // The stack then begins with the caller, so test runners show that line. Only V8 has captureStackTrace.
    if (error instanceof MarbleMismatch) Error.captureStackTrace?.(error, protocolMarbles);
    throw error;
  } finally {
    isRunning = false;
  }
}
