import { describe, expect, it } from '@jest/globals';
import { pingRising } from '../../../lib/index.js';
import { alertsAbout, answerPings } from '../../helpers/monitor/alertsAbout.js';

describe('pingRising', () => {
  it.each<[string, number[], number[][]]>([
    [
      'fires if five consecutive ones rise to more than twice the first',
      [50, 10, 12, 15, 18, 21],
      [[10, 12, 15, 18, 21]],
    ],
    ['does not fire if they rise by less', [10, 12, 14, 16, 20], []],
    ['does not fire if one is shorter', [10, 20, 19, 30, 40], []],
    ['does not fire for four', [10, 20, 30, 40], []],
  ])('%s', (_, roundTripsMs, alerts) => {
    const fired = alertsAbout(pingRising(), (stage) => answerPings(stage, (n) => roundTripsMs[n]), {
      endMs: (roundTripsMs.length + 1) * 120_000,
    });
    expect(fired.map(([, { alert, last }]) => ({ alert, last }))).toEqual(
      alerts.map((last) => ({ alert: 'ping rising', last })),
    );
  });

  it.each([{ pings: 1 }, { pings: 1001 }, { factor: 0.5 }, { factor: Infinity }, { factor: NaN }])(
    'refuses %p',
    (options) => expect(() => pingRising(options)).toThrow('expected'),
  );
});
