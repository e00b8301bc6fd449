import { afterEach, describe, expect, it } from '@jest/globals';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import {
  MAX_ITEMS,
  MAX_SOLE_ITEMS,
  PropagationLog,
  type ReachedShare,
} from '../../../lib/dashboard/collect/propagationLog.js';
import { MAX_SIGHTINGS } from '../../../lib/dashboard/collect/spreadItem.js';
import { bitcoin, blockHash, type Block, propagation, sightings } from '../../../lib/index.js';
import type { ObservedPeer } from '../../../lib/pool/observedPool.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { SimulatedChain } from '../../../lib/simulator.js';
import { hash } from '../../helpers/samples.js';
import { fakePeer, FakePool } from './fakePool.js';

const open: PropagationLog[] = [];

afterEach(() => {
  for (const each of open.splice(0)) each.close();
});

/** A log of a pool with this number of peers, whose ids begin with 1. */
function logged(count: number) {
  const time = new VirtualTime({ startMs: 1_000_000 });
  const pool = new FakePool();
  const log = new PropagationLog(pool, time);
  open.push(log);
  const peers = Array.from({ length: count }, (_, i) => fakePeer(i + 1));
  pool.join(...peers);
  const reached: ReachedShare[] = [];
  log.reached$.subscribe((each) => reached.push(each));
  return { time, pool, log, peers, reached };
}

describe('the log of the propagation', () => {
  it('has a row per item, with the times until 50 % and 90 % of the peers', () => {
    const { log, peers, pool, reached, time } = logged(4);
    for (const [i, peer] of peers.entries()) {
      pool.announce(peer, 'block', hash(1));
      if (i === 2) {
        const expected = {
          type: 'block',
          hash: hash(1),
          firstAtMs: 1_000_000,
          firstPeer: 1,
          firstAddress: '10.0.0.1:8333',
        };
        expect(log.rows('block')).toEqual([{ ...expected, seen: 3, connected: 4, to50Ms: 100 }]);
      }
      time.advance(100);
    }
    expect(log.rows('block')).toMatchObject([{ seen: 4, to50Ms: 100, to90Ms: 300 }]);
    expect(log.rows('transaction')).toEqual([]);
    const both = { type: 'block', hash: hash(1), firstAtMs: 1_000_000, connected: 4 };
    expect(reached).toEqual([
      { ...both, share: 50, delayMs: 100 },
      { ...both, share: 90, delayMs: 300 },
    ]);
  });

  it('keeps the row of an item that has not changed, and the array of a type without changes', () => {
    const { log, peers, pool } = logged(3);
    pool.announce(peers[0]!, 'transaction', hash(1), hash(2));
    const [second, first] = log.rows('transaction');
    expect([first!.hash, second!.hash]).toEqual([hash(1), hash(2)]);
    expect(log.rows('transaction')).toBe(log.rows('transaction'));
    const blocks = log.rows('block');
    pool.announce(peers[1]!, 'transaction', hash(1));
    expect(log.rows('transaction')[0]).toBe(second);
    expect(log.rows('transaction')[1]).not.toBe(first);
    expect(log.rows('block')).toBe(blocks);
    // Announced before: nothing changes.
    const rows = log.rows('transaction');
    pool.announce(peers[1]!, 'transaction', hash(1));
    expect(log.rows('transaction')).toBe(rows);
  });

  it('lists the announcements of an item by delay', () => {
    const { log, peers, pool, time } = logged(3);
    pool.announce(peers[2]!, 'block', hash(1));
    time.advance(12.347);
    pool.announce(peers[0]!, 'block', hash(1));
    expect(log.sightings(hash(1))).toEqual({
      hash: hash(1),
      seen: 2,
      sightings: [
        [0, 3, '10.0.0.3:8333'],
        [12.35, 1, '10.0.0.1:8333'],
      ],
    });
    expect(log.sightings(hash(2))).toBeUndefined();
  });

  it('takes the earliest announcement for the first if records arrive in another order', () => {
    const nowMs = [1000, 990, 1100];
    const pool = new FakePool();
    const clock = new VirtualTime();
    const log = new PropagationLog(
      pool,
      Object.assign(Object.create(clock) as VirtualTime, { now: () => nowMs[0]!, wallMs: () => nowMs[0]! }),
    );
    open.push(log);
    const peers = [fakePeer(1, 'berlin'), fakePeer(2, 'tokyo'), fakePeer(3, 'berlin')];
    pool.join(...peers);
    for (const peer of peers) {
      pool.announce(peer, 'block', hash(1));
      nowMs.shift();
    }
    expect(log.rows('block')).toMatchObject([
      { firstAtMs: 990, firstPeer: 2, firstMonitor: 'tokyo', to50Ms: 0, to90Ms: 110 },
    ]);
    expect(log.sightings(hash(1))!.sightings.map(([delayMs, peer, , monitor]) => [delayMs, peer, monitor])).toEqual([
      [0, 2, 'tokyo'],
      [10, 1, 'berlin'],
      [110, 3, 'berlin'],
    ]);
  });

  it('counts neither peers that connect later, in a free slot or a new one, nor announcements after ten minutes', () => {
    const { log, peers, pool, time } = logged(3);
    pool.announce(peers[0]!, 'block', hash(1));
    pool.leave(peers[1]!);
    const later = [fakePeer(4), fakePeer(5)];
    pool.join(...later);
    for (const peer of later) pool.announce(peer, 'block', hash(1));
    expect(log.rows('block')).toMatchObject([{ seen: 1, connected: 3 }]);
    time.advance(600_001);
    pool.announce(peers[2]!, 'block', hash(1));
    expect(log.rows('block')).toMatchObject([{ seen: 1 }]);
  });

  it('counts the first peer, even if its message arrives before peers$ emits', () => {
    const { log, pool } = logged(1);
    pool.announce(fakePeer(9), 'transaction', hash(1));
    expect(log.rows('transaction')).toMatchObject([{ firstPeer: 9, seen: 1, connected: 2 }]);
  });

  it('agrees with the operator propagation, for random announcements', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = createSeededRandom(seed, 'propagation');
      const { log, peers, pool, time } = logged(1 + random.below(70));
      const expected = new Map<string, object>();
      pool.messages$
        .pipe(
          sightings<ObservedPeer>(),
          propagation({ connected$: pool.peers$, scheduler: time, overdueAfterMs: 2 ** 31 - 1 }),
        )
        .subscribe(({ connected, firstAtMs, firstPeer, key, sightings: { length }, to50Ms, to90Ms }) =>
          expected.set(key, {
            ...{ hash: key, firstAtMs, firstPeer: firstPeer.id, seen: length, connected },
            ...(to50Ms === undefined ? {} : { to50Ms }),
            ...(to90Ms === undefined ? {} : { to90Ms }),
          }),
        );
      let present: ObservedPeer[] = [...peers];
      for (let event = 0; event < 1500; event++) {
        const peer = present[random.below(present.length)]!;
        const choice = random.below(100);
        if (choice < 3) {
          const joined = fakePeer(1000 + event);
          pool.join(joined);
          present.push(joined);
        } else if (choice < 6 && present.length > 1) {
          pool.leave(peer);
          present = present.filter((each) => each !== peer);
        } else {
          pool.announce(peer, 'transaction', hash(random.below(30)));
        }
        time.advance(random.below(50));
      }
      const rows = log.rows('transaction').map(({ firstAddress, type, ...row }) => ({ row, firstAddress, type }));
      const wanted = [...expected.values()].reverse();
      try {
        expect(rows.map(({ row }) => row)).toEqual(wanted);
      } catch (error) {
        throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
  });

  it.each(['block', 'transaction'] as const)(
    'has as many rows of a %s as the bound, and no dropped item again',
    (type) => {
      const { log, peers, pool } = logged(2);
      const size = MAX_ITEMS[type];
      for (let n = 0; n < size; n++) for (const peer of peers) pool.announce(peer, type, hash(n));
      expect(log.rows(type)).toHaveLength(size);
      expect(log.rows(type).at(-1)!.hash).toBe(hash(0));
      for (const peer of peers) pool.announce(peer, type, hash(size));
      expect(log.rows(type)).toHaveLength(size);
      expect(log.rows(type).at(-1)!.hash).toBe(hash(1));
      pool.announce(peers[0]!, type, hash(0));
      expect(log.rows(type)[0]!.hash).toBe(hash(size));
      expect(log.sightings(hash(0))).toBeUndefined();
    },
  );

  it('drops only its own rows for a peer that invents hashes', () => {
    const { log, peers, pool } = logged(3);
    for (const peer of peers) pool.announce(peer, 'block', hash(1));
    pool.announce(peers[1]!, 'block', hash(2));
    for (let n = 0; n < 5000; n++) pool.announce(peers[0]!, 'block', hash(1000 + n));
    const hashes = log.rows('block').map((row) => row.hash);
    expect(hashes).toHaveLength(MAX_SOLE_ITEMS.block + 2);
    expect(hashes.slice(-2)).toEqual([hash(2), hash(1)]);
    // What a second peer confirms is no longer the first one's.
    pool.announce(peers[1]!, 'block', hash(5999));
    pool.announce(peers[0]!, 'block', hash(9000));
    expect(log.rows('block')).toHaveLength(MAX_SOLE_ITEMS.block + 3);
  });

  it.each(['block', 'transaction'] as const)(
    'stores as many announcements of a %s as the bound, and counts all',
    (type) => {
      const { log, peers, pool } = logged(MAX_SIGHTINGS[type] + 1);
      for (const peer of peers) pool.announce(peer, type, hash(1));
      const list = log.sightings(hash(1))!;
      expect(list.sightings).toHaveLength(MAX_SIGHTINGS[type]);
      expect(list.seen).toBe(MAX_SIGHTINGS[type] + 1);
      expect(JSON.stringify(list).length).toBeLessThan(40_000);
    },
  );

  it('escapes what a remote or a monitor chose', () => {
    const { log, pool } = logged(1);
    const peer = Object.assign(fakePeer(7, 'a\u001b[2J'), { address: 'x\n:1' });
    pool.join(peer);
    pool.announce(peer, 'block', hash(1));
    expect(log.rows('block')).toMatchObject([{ firstAddress: 'x\\x0a:1', firstMonitor: 'a\\x1b[2J' }]);
  });

  describe('knows the height of a block', () => {
    const chain = new SimulatedChain({ network: bitcoin.regtest, initialBlocks: 4 });
    const blocks: Block[] = Array.from({ length: 4 }, (_, i) => chain.at(i + 1)!.block!);
    const hashOf = (i: number): string => blockHash(blocks[i]!.header);

    it('when a peer sends it, also later', () => {
      const { log, peers, pool } = logged(2);
      pool.announce(peers[0]!, 'block', hashOf(0));
      const [row] = log.rows('block');
      expect(row!.height).toBeUndefined();
      pool.messages$.next({ peer: peers[1]!, message: { command: 'block', block: blocks[0]! } });
      expect(log.rows('block')).toMatchObject([{ height: 1, seen: 2 }]);
      expect(log.heightOf(hashOf(0))).toBe(1);
    });

    it('from the block before, when it is announced by its header', () => {
      const { log, peers, pool } = logged(2);
      pool.messages$.next({ peer: peers[0]!, message: { command: 'block', block: blocks[0]! } });
      pool.messages$.next({
        peer: peers[0]!,
        message: { command: 'headers', headers: [blocks[1]!.header, blocks[2]!.header] },
      });
      expect(log.rows('block').map(({ height }) => height)).toEqual([3, 2, 1]);
      expect(log.heightOf(hashOf(3))).toBeUndefined();
    });
  });

  it('unsubscribes at close', () => {
    const { log, pool } = logged(1);
    log.close();
    expect([pool.messages$.observed, pool.peersSubject$.observed]).toEqual([false, false]);
  });
});
