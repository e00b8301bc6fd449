import { describe, expect, it } from '@jest/globals';
import { MAX_SILENT_TURNS, PageLiveness, PING_TURNS } from '../../lib/dashboard/pageLiveness.js';

const turns = (liveness: PageLiveness, count: number) => Array.from({ length: count }, () => liveness.turn());

describe('PageLiveness', () => {
  it('pings every 10 s of silence and drops after 30 s, at five turns a second', () => {
    expect([PING_TURNS / 5, MAX_SILENT_TURNS / 5]).toEqual([10, 30]);
    const all = turns(new PageLiveness(), 150);
    expect(all.flatMap((each, i) => (each === undefined ? [] : [[i + 1, each]]))).toEqual([
      [50, 'ping'],
      [100, 'ping'],
      [150, 'drop'],
    ]);
  });

  it('never drops a page that answers within 30 s', () => {
    const liveness = new PageLiveness();
    for (let i = 0; i < 10; i++) {
      expect(turns(liveness, 149)).not.toContain('drop');
      liveness.heard();
    }
  });
});
