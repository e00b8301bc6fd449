import { describe, expect, it } from '@jest/globals';
import { map, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bitcoin, lbry } from '../../lib/index.js';
import { rates, type PassedMessage, type Rates, type RatesOptions } from '../../lib/monitor/rates.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';

const ping: PassedMessage = { direction: 'received', command: 'ping', sizeBytes: 32 };

describe('rates', () => {
  it('emits each second the rates of the last ten, on the asyncScheduler, by default', () => {
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run((helpers) => {
      const result$ = helpers.hot('9001ms p 3999ms p 9s |', { p: ping }).pipe(
        rates(),
        map(({ received }) => received.messages),
      );
      // For nine seconds each rate is 0; then the window contains one ping, then two, then only the second.
      const seconds = '0000000001111222222111'.split('').join(' 999ms ');
      helpers.expectObservable(result$).toBe(`1s ${seconds} 1ms |`, { 0: 0, 1: 0.1, 2: 0.2 });
    });
  });

  it('divides by the elapsed time, not by the nominal interval', () => {
    const time = new VirtualTime();
    // Each tick is after twice its interval.
    const scheduler = { now: () => 2 * time.now(), schedule: time.schedule.bind(time) };
    const { next, emitted } = counting({ windowMs: 1000, intervalMs: 1000, scheduler });
    for (let i = 0; i < 10; i++) next(ping);
    time.advance(1000);
    expect(emitted).toMatchObject([{ atMs: 2000, received: { messages: 5, bytes: 160 } }]);
  });

  it('adds up a million unknown commands in one count, in linear time', () => {
    const time = new VirtualTime();
    const { next, emitted } = counting({ windowMs: 1000, intervalMs: 1000, scheduler: time });
    const cpuMs = cpuMsOf(() => {
      for (let i = 0; i < 1_000_000; i++) next({ direction: 'sent', command: `x${i}`, sizeBytes: 24 });
    });
    expect(cpuMs).toBeLessThan(10_000);
    time.advance(1000);
    const rate = { messages: 1_000_000, bytes: 24_000_000 };
    expect(emitted).toMatchObject([{ sent: { ...rate, byCommand: { unknown: rate } } }]);
    expect(Object.keys(emitted[0]!.sent.byCommand)).toEqual(['unknown']);
  });

  it('has the same commands on all networks', () => {
    expect([...lbry.mainnet.messages.keys()].sort()).toEqual([...bitcoin.mainnet.messages.keys()].sort());
  });

  it.each([
    [{ intervalMs: 0 }, 'intervalMs'],
    [{ intervalMs: 1.5 }, 'intervalMs'],
    [{ windowMs: 1500 }, 'windowMs'],
    [{ windowMs: 500 }, 'windowMs'],
    [{ windowMs: 3601, intervalMs: 1 }, 'windowMs'],
  ])('refuses %p at the call', (options, path) => {
    expect(() => rates(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });
});

function counting(options: RatesOptions): { next: (message: PassedMessage) => void; emitted: Rates[] } {
  const traffic$ = new Subject<PassedMessage>();
  const emitted: Rates[] = [];
  traffic$.pipe(rates(options)).subscribe((each) => emitted.push(each));
  return { next: (message) => traffic$.next(message), emitted };
}
