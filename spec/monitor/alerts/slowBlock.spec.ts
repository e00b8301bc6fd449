import { describe, expect, it } from '@jest/globals';
import { of, Subject } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { slowBlock, type Message, type PeerIdentity } from '../../../lib/index.js';
import { hash } from '../../helpers/samples.js';

describe('slowBlock', () => {
  const announced: Message = { command: 'inv', items: [{ type: 2, hash: hash(5) }] };
  const transaction5: Message = { command: 'inv', items: [{ type: 1, hash: hash(5) }] };

  /** The alerts for a pool of ten peers. Peer n announces the block at the n-th of these times. */
  function slowBlocksOf(announcedAtMs: readonly number[], message = announced): unknown[] {
    const peers: readonly PeerIdentity[] = Array.from({ length: 10 }, (_, id) => ({ id, address: `h${id}:1` }));
    const emitted: unknown[] = [];
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const messages$ = new Subject<{ peer: PeerIdentity; message: Message }>();
      messages$.pipe(slowBlock({ connected$: of(peers) })).subscribe((alert) => emitted.push([time.now(), alert]));
      for (const [peer, ms] of announcedAtMs.entries())
        time.schedule(() => messages$.next({ peer: peers[peer]!, message }), ms);
      time.schedule(() => messages$.complete(), 100_000);
    });
    return emitted;
  }

  it('fires once if 90 % of the peers have announced it late', () => {
    const text = 'a block took 2.0 s to reach 90 % of 10 peers';
    const alert = { alert: 'slow block', text, hash: hash(5), to90Ms: 2001, connected: 10, seen: 9 };
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 2002, 3000])).toEqual([[2002, alert]]);
  });

  it('fires once if fewer than 90 % have announced it within ten seconds', () => {
    const text = '8 of 10 peers had announced the block after 10 s';
    const alert = { alert: 'slow block', text, hash: hash(5), to90Ms: undefined, connected: 10, seen: 8 };
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 20_000, 30_000])).toEqual([[10_001, alert]]);
  });

  it('does not fire for a quick block, nor for a transaction', () => {
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 2001, 50_000])).toEqual([]);
    expect(slowBlocksOf([1, 2, 30_000], transaction5)).toEqual([]);
  });

  it('does not fire for a hash that one peer alone announces, which may be no block', () => {
    expect(slowBlocksOf([1])).toEqual([]);
    expect(slowBlocksOf([1, 2])).toHaveLength(1);
  });

  it('reports each of several blocks', () => {
    const two: Message = { command: 'inv', items: [5, 6].map((n) => ({ type: 2, hash: hash(n) })) };
    expect(slowBlocksOf([1, 2], two)).toMatchObject([
      [10_001, { hash: hash(5) }],
      [10_001, { hash: hash(6) }],
    ]);
  });
});
