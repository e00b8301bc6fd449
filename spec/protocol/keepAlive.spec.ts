import { describe, expect, it } from '@jest/globals';
import { NEVER, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import type { Outcome } from '../../lib/protocol/runtime/outcome.js';
import { keepAlive, MAX_PENDING_PINGS } from '../../lib/protocol/keepAlive.js';
import { nameOfError } from '../../lib/marbles/recordedEvent.js';
import { testContext } from '../../lib/marbles/testContext.js';
import type { Message } from '../../lib/messages/table.js';

describe('keepAlive', () => {
  it('detects a silent remote even if more pings are unanswered than it stores', () => {
    let end: string | undefined;
    const scheduler = new TestScheduler(() => undefined);
    scheduler.run(() => {
      const sent$ = new Subject<Message>();
      const pongTimeoutMs = MAX_PENDING_PINGS + 50;
      const subscription = keepAlive({ pingIntervalMs: 1, pongTimeoutMs })(testContext({ scheduler, sent$ }))(
        NEVER,
      ).subscribe({
        next: (ping) => sent$.next(ping),
        error: (error: unknown) => (end = `${scheduler.now()} ms: ${nameOfError(error)}`),
      });
      scheduler.schedule(() => subscription.unsubscribe(), 1000);
    });
    expect(end).toBe(`${1 + MAX_PENDING_PINGS + 50} ms: PeerTimeoutError PONG_TIMEOUT`);
  });

  it('stores the last MAX_PENDING_PINGS unanswered pings', () => {
    const outcomes: Outcome[] = [];
    const scheduler = new TestScheduler(() => undefined);
    const sent$ = new Subject<Message>();
    const received$ = new Subject<Message>();
    const context = testContext({ scheduler, sent$, onOutcome: (outcome) => outcomes.push(outcome) });
    const subscription = keepAlive()(context)(received$).subscribe();
    for (let nonce = 1; nonce <= MAX_PENDING_PINGS + 1; nonce++) sent$.next({ command: 'ping', nonce: BigInt(nonce) });
    received$.next({ command: 'pong', nonce: 1n });
    expect(outcomes).toEqual([]);
    received$.next({ command: 'pong', nonce: 2n });
    expect(outcomes).toHaveLength(1);
    subscription.unsubscribe();
  });
});
