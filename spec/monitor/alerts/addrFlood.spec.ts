import { describe, expect, it } from '@jest/globals';
import { addrFlood } from '../../../lib/index.js';
import { addr, addrv2, alertsAbout, type Stage } from '../../helpers/monitor/alertsAbout.js';

const TEXT = (count: number): string => `sent ${count} addresses within 60 s, more than 1000`;

describe('addrFlood', () => {
  it('fires once a minute beyond 1000 addresses', () => {
    const fired = alertsAbout(addrFlood(), ({ sendToPeer, at }) => {
      for (const ms of [1000, 2000, 3000, 4000]) at(ms, () => sendToPeer(addr(500)));
      at(64_000, () => sendToPeer(addr(1000), addrv2(1)));
    });
    expect(fired).toEqual([
      [3000, { alert: 'addr flood', text: TEXT(1500), count: 1500 }],
      [64_000, { alert: 'addr flood', text: TEXT(1001), count: 1001 }],
    ]);
  });

  it('counts the addresses of any 60 s, not of each minute of the clock', () => {
    const fired = alertsAbout(addrFlood(), ({ sendToPeer, at }) => {
      at(59_000, () => sendToPeer(addr(600)));
      at(61_000, () => sendToPeer(addr(401)));
    });
    expect(fired).toEqual([[61_000, { alert: 'addr flood', text: TEXT(1001), count: 1001 }]]);
  });

  it('has another threshold and window if they are given', () => {
    const script = ({ sendToPeer, at }: Stage): void => {
      for (const ms of [0, 5000, 10_000]) at(ms, () => sendToPeer(addr(3)));
    };
    expect(alertsAbout(addrFlood({ maxAddresses: 6, windowMs: 10_001 }), script)).toMatchObject([
      [10_000, { count: 9 }],
    ]);
    expect(alertsAbout(addrFlood({ maxAddresses: 6, windowMs: 10_000 }), script)).toEqual([]);
    expect(alertsAbout(addrFlood({ maxAddresses: 5, windowMs: 10_000 }), script)).toMatchObject([[5000, { count: 6 }]]);
  });

  it.each([{ maxAddresses: 0 }, { maxAddresses: 1_000_001 }, { windowMs: 0 }])('refuses %p', (options) =>
    expect(() => addrFlood(options)).toThrow('integer from 1'),
  );

  it('does not fire for the answer to a getaddr, nor for a thousand per minute', () => {
    const fired = alertsAbout(addrFlood(), ({ sendToPeer, at }) => {
      for (let minute = 0; minute < 5; minute++) at(minute * 60_000 + 1, () => sendToPeer(addr(1000)));
    });
    expect(fired).toEqual([]);
  });
});
