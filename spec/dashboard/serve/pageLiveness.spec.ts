import { describe, expect, it } from '@jest/globals';
import { MAX_SILENT_TICKS, PageLiveness, PING_INTERVAL_TICKS } from '../../../lib/dashboard/serve/pageLiveness.js';

const tick = (liveness: PageLiveness, count: number) => Array.from({ length: count }, () => liveness.onTick());

describe('PageLiveness', () => {
  it('pings after each 10 s without a message, and drops after 30 s, at five ticks per second', () => {
    expect([PING_INTERVAL_TICKS / 5, MAX_SILENT_TICKS / 5]).toEqual([10, 30]);
    const all = tick(new PageLiveness(), 150);
    expect(all.flatMap((each, i) => (each === undefined ? [] : [[i + 1, each]]))).toEqual([
      [50, 'ping'],
      [100, 'ping'],
      [150, 'drop'],
    ]);
  });

  it('never drops a page that answers within 30 s', () => {
    const liveness = new PageLiveness();
    for (let i = 0; i < 10; i++) {
      expect(tick(liveness, 149)).not.toContain('drop');
      liveness.onMessage();
    }
  });
});
