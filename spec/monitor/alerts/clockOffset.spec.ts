import { describe, expect, it } from '@jest/globals';
import { NEVER, of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { clockOffset, type AlertPeer } from '../../../lib/index.js';
import { alertsAbout } from '../../helpers/monitor/alertsAbout.js';

describe('clockOffset', () => {
  it.each([
    [
      601,
      [[10_000, { alert: 'clock offset', text: 'its clock is 601 s ahead of ours, more than 600 s', seconds: 601 }]],
    ],
    [
      -601,
      [[10_000, { alert: 'clock offset', text: 'its clock is 601 s behind ours, more than 600 s', seconds: -601 }]],
    ],
    [600, []],
    [-600, []],
  ])('of %p seconds', (seconds, alerts) => {
    expect(alertsAbout(clockOffset(), () => undefined, { offsetSeconds: seconds })).toEqual(alerts);
  });
});

describe('clockOffset with a peer whose figures are not known yet', () => {
  it('reads the offset again until it is known, and then no more', () => {
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const fired: unknown[] = [];
      let readings = 0;
      const peer = {
        ...SILENT_PEER,
        scheduler: time,
        stats: () => ({ received: { messages: 0 }, ...(++readings < 3 ? {} : { timeOffsetSeconds: 2 ** 63 }) }),
      };
      of(peer)
        .pipe(clockOffset({ maxOffsetSeconds: 10 }))
        .subscribe(({ seconds }) => fired.push([time.now(), seconds]));
      time.schedule(() => {
        expect(fired).toEqual([[20_000, 2 ** 63]]);
        expect(readings).toBe(3);
      }, 1_000_000);
    });
  });

  it('stops when the peer closes', () => {
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const closed$ = new Subject<object>();
      let isComplete = false;
      const peer = { ...SILENT_PEER, closed$, scheduler: time, stats: () => ({ received: { messages: 0 } }) };
      of(peer)
        .pipe(clockOffset())
        .subscribe({ complete: () => (isComplete = true) });
      time.schedule(() => closed$.next({}), 15_000);
      time.schedule(() => expect(isComplete).toBe(true), 15_001);
    });
    expect.assertions(1);
  });
});

const SILENT_PEER: Omit<AlertPeer, 'stats' | 'scheduler'> = {
  id: 1,
  address: 'h:1',
  on: () => NEVER,
  exchanges$: NEVER,
  pings$: NEVER,
  closed$: NEVER,
};
