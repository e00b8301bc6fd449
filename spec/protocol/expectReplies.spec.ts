import { describe, expect, it } from '@jest/globals';
import { type SchedulerLike, Subject, type Subscription } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Outcome } from '../../lib/protocol/runtime/outcome.js';
import { expectReplies, type ExpectRepliesOptions } from '../../lib/protocol/expectReplies.js';
import { nameOfError } from '../../lib/marbles/recordedEvent.js';
import { testContext } from '../../lib/marbles/testContext.js';
import type { Message } from '../../lib/messages/table.js';
import type { Transaction } from '../../lib/messages/transaction.js';
import { watchTimers } from '../../marbles/run/watchTimers.js';
import { hash } from '../helpers/samples.js';

const question: Message = { command: 'getdata', items: [{ type: 2, hash: hash(1) }] };
const answer: Message = { command: 'notfound', items: question.items };
const ping: Message = { command: 'ping', nonce: 1n };

describe('expectReplies', () => {
  it('leaves no timer while no answer is pending', () => {
    play({ stallTimeoutMs: 10 }, ({ send, receive, timers, at }) => {
      expect(timers()).toBe(0);
      at(1, () => {
        for (const message of [ping, { command: 'getaddr' } as const]) send(message);
        receive(question);
        expect(timers()).toBe(0);
      });
      at(2, () => {
        send(question);
        expect(timers()).toBe(1);
      });
      at(5, () => receive(answer));
      // The timer was set for the request, found nothing pending, and was not set again.
      at(13, () => expect(timers()).toBe(0));
      at(20, () => {
        send(question);
        expect(timers()).toBe(1);
      });
      at(29, () => receive(answer));
    });
  });

  it('uses one timer for any number of pending requests', () => {
    play({ stallTimeoutMs: 10 }, ({ send, receive, timers, at }) => {
      for (let i = 1; i <= 5; i++) {
        at(i, () => send({ command: 'getdata', items: [{ type: 2, hash: hash(i) }] }));
        at(i, () => expect(timers()).toBe(1));
        at(i + 8, () => receive({ command: 'notfound', items: [{ type: 2, hash: hash(i) }] }));
        at(i + 8, () => expect(timers()).toBe(1));
      }
      at(25, () => expect(timers()).toBe(0));
    });
  });

  it('sets its timer again for an earlier deadline', () => {
    const { ends } = play({ stallTimeoutMs: 10 }, ({ send, timers, at }) => {
      at(1, () => send(locator('getheaders')));
      at(5, () => {
        send(question);
        expect(timers()).toBe(1);
      });
    });
    expect(ends).toEqual(['15 ms: PeerTimeoutError STALLED']);
  });

  it('releases timers that have fired', () => {
    play({ stallTimeoutMs: 2 }, ({ send, receive, opened, at }) => {
      for (let ms = 0; ms < 100; ms += 5) {
        at(ms, () => send(question));
        at(ms + 1, () => receive(answer));
      }
      at(100, () => expect(opened()).toBe(0));
    });
  });

  it('uses no timer without a timeout', () => {
    play({ stallTimeoutMs: false }, ({ send, timers, at }) => {
      at(1, () => {
        send(question);
        expect(timers()).toBe(0);
      });
    });
  });

  it('keeps separate state for each peer of one conversation', () => {
    const conversation = expectReplies({ stallTimeoutMs: 10 });
    const outcomes: Outcome[][] = [[], []];
    const sent = outcomes.map((reported) => {
      const sent$ = new Subject<Message>();
      const scheduler = new TestScheduler(() => undefined);
      const context = testContext({ scheduler, sent$, onOutcome: (outcome) => reported.push(outcome) });
      const subscription = conversation(context)(new Subject<Message>()).subscribe();
      return { sent$, subscription };
    });
    sent[0]!.sent$.next(ping);
    for (const { subscription } of sent) subscription.unsubscribe();
    expect(outcomes.map((reported) => reported.length)).toEqual([1, 0]);
  });

  it('does not hash a transaction while none is pending', () => {
    const transaction = new Proxy({} as Transaction, {
      get() {
        throw new Error('looked at');
      },
    });
    const { ends } = play({}, ({ send, receive, at }) => {
      at(1, () => receive({ command: 'tx', transaction }));
      at(2, () => send({ command: 'tx', transaction }));
      at(3, () => send(question));
      at(4, () => receive({ command: 'tx', transaction }));
      at(5, () => receive(answer));
    });
    expect(ends).toEqual([]);
  });

  it('names the pending request and its timeout in the error', () => {
    const { ends, errors } = play({}, ({ send, at }) => at(1, () => send(locator('getheaders'))));
    expect(ends).toEqual(['90001 ms: PeerTimeoutError STALLED']);
    expect(errors).toMatchObject([{ message: 'getheaders unanswered for 90000 ms', timeoutMs: 90_000 }]);
  });
});

interface Stage {
  readonly send: (message: Message) => void;
  readonly receive: (message: Message) => void;
  readonly at: (ms: number, act: () => void) => void;
  /** Timers that will still fire. */
  readonly timers: () => number;
  /** Timers that were never unsubscribed, fired or not. */
  readonly opened: () => number;
}

/** Runs in virtual time; actions scheduled by `at` run before the timers of the conversation. */
function play(options: ExpectRepliesOptions, act: (stage: Stage) => void) {
  const ends: string[] = [];
  const errors: unknown[] = [];
  const failures: unknown[] = [];
  const testScheduler = new TestScheduler(() => undefined);
  const watched = watchTimers(testScheduler);
  let lastMs = 0;
  let due: { dueMs: number; action: Subscription }[] = [];
  const scheduler = {
    now: () => watched.scheduler.now(),
    schedule: (...[work, delayMs = 0, state]: Parameters<SchedulerLike['schedule']>) => {
      const action = watched.scheduler.schedule(work, delayMs, state);
      due.push({ dueMs: testScheduler.now() + delayMs, action });
      return action;
    },
  };
  testScheduler.run(() => {
    const sent$ = new Subject<Message>();
    const received$ = new Subject<Message>();
    const subscription = expectReplies(options)(testContext({ scheduler, sent$ }))(received$).subscribe({
      error(error: unknown) {
        errors.push(error);
        ends.push(`${testScheduler.now()} ms: ${nameOfError(error)}`);
      },
    });
    act({
      send: (message) => sent$.next(message),
      receive: (message) => received$.next(message),
      timers() {
        due = due.filter(({ dueMs, action }) => dueMs >= testScheduler.now() && !action.closed);
        return due.length;
      },
      opened: watched.open,
      at(ms, then) {
        lastMs = Math.max(lastMs, ms);
        testScheduler.schedule(() => {
          try {
            then();
          } catch (error) {
            failures.push(error);
          }
        }, ms);
      },
    });
    testScheduler.schedule(() => subscription.unsubscribe(), Math.max(lastMs + 1, 100_000));
  });
  if (failures.length > 0) throw failures[0];
  return { ends, errors };
}

function locator(command: 'getheaders' | 'getblocks'): Message {
  return { command, version: 70_016, locator: [hash(1)], stopHash: hash(0) };
}
