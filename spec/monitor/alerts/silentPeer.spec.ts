import { describe, expect, it } from '@jest/globals';
import { silentPeer } from '../../../lib/index.js';
import { alertsAbout, answerPings } from '../../helpers/monitor/alertsAbout.js';

const TEXT = 'sent no message for 140 s, although it has to answer our pings';

describe('silentPeer', () => {
  it('fires before the idle timeout closes the peer, at any time of the last message', () => {
    for (const lastMs of [1, 70_000, 139_999, 140_000, 140_001, 200_000]) {
      const fired = alertsAbout(
        silentPeer(),
        ({ sendToPeer, at }) => at(lastMs, () => sendToPeer({ command: 'getaddr' })),
        {
          endMs: 600_000,
        },
      );
      expect(fired[0]).toEqual([expect.any(Number), { alert: 'silent peer', text: TEXT, lastMs }]);
      expect(fired[0]![0] - lastMs).toBeLessThan(300_000);
    }
  });

  it('does not fire for a remote that only answers our pings', () => {
    const fired = alertsAbout(silentPeer(), (stage) => answerPings(stage, () => 50), { endMs: 3_600_000 });
    expect(fired).toEqual([]);
  });
});
