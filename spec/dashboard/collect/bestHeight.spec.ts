import { describe, expect, it } from '@jest/globals';
import {
  bestHeight,
  HEIGHT_CEILING,
  heightClaimOf,
  type HeightClaim,
} from '../../../lib/dashboard/collect/bestHeight.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import type { ObservedPeer } from '../../../lib/node.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';

/** Each height is claimed by a host in its own network group. */
const claims = (...heights: (number | undefined)[]): HeightClaim[] =>
  heights.map((height, id) => ({ id, address: `20.${id}.0.1:8333`, height }));
const AT = (height: number, ...addresses: string[]): HeightClaim[] =>
  addresses.map((address, id) => ({ id, address, height }));

describe('bestHeight', () => {
  it('is undefined without claims', () => {
    const none = { support: 0, isOnePeersWord: false, disagreeing: [] };
    expect(bestHeight([])).toEqual(none);
    expect(bestHeight(claims(undefined))).toEqual(none);
  });

  it('is marked as unconfirmed if only one peer claims it', () =>
    expect(bestHeight(claims(800_000))).toEqual({
      height: 800_000,
      support: 1,
      isOnePeersWord: true,
      disagreeing: [],
      claimed: 800_000,
    }));

  it('is the highest height that two peers support, not the highest claim', () =>
    expect(bestHeight(claims(800_000, 800_002, 800_001, 799_990))).toEqual({
      height: 800_001,
      support: 2,
      isOnePeersWord: false,
      disagreeing: [3],
      claimed: 800_002,
    }));

  it.each([2 ** 31 - 1, HEIGHT_CEILING, -1, -(2 ** 31), 1.5, NaN, Infinity])('ignores the claim of %p', (hostile) => {
    const state = bestHeight(claims(hostile, 800_000, hostile, 800_000));
    expect(state).toMatchObject({ height: 800_000, support: 2, isOnePeersWord: false });
    expect(state.disagreeing).toEqual([0, 2]);
    expect(bestHeight(claims(hostile)).height).toBeUndefined();
    expect(bestHeight(claims(hostile)).disagreeing).toEqual([0]);
  });

  it('does not follow a plausible height of one hostile host, or of many hosts of one network group', () => {
    const honest = claims(800_000, 800_000);
    const hostile = AT(499_999_999, '9.9.9.9:1', '9.9.9.9:2', '9.9.1.1:1').map((claim) => ({
      ...claim,
      id: claim.id + 10,
    }));
    expect(bestHeight([...honest, ...hostile])).toEqual({
      height: 800_000,
      support: 3,
      isOnePeersWord: false,
      disagreeing: [10, 11, 12],
      claimed: 499_999_999,
    });
    expect(bestHeight(hostile)).toMatchObject({ height: 499_999_999, support: 1, isOnePeersWord: true });
  });

  it('accepts the highest height below the ceiling', () =>
    expect(bestHeight(claims(HEIGHT_CEILING - 1, HEIGHT_CEILING - 1)).height).toBe(HEIGHT_CEILING - 1));

  it.each([
    [['127.0.0.1:1', '127.0.0.1:2'], false],
    [['192.168.1.1:1', '192.168.1.2:1'], false],
    [['1.2.3.4:1', '1.2.3.4:2'], true],
    [['[2001:db8::1]:1', '5.6.7.8:1'], false],
    [['a.example:1', 'b.example:1'], false],
    [['a.example:1', 'A.example:2'], true],
  ])('counts %p as one peer: %p', (addresses, isOnePeersWord) =>
    expect(bestHeight(AT(5, ...addresses)).isOnePeersWord).toBe(isOnePeersWord),
  );

  it('tolerates a difference of six blocks, or of the option', () => {
    expect(bestHeight(claims(100, 100, 106, 94, 93, 107)).height).toBe(106);
    const stragglers = claims(100, 100, 94, 93);
    expect(bestHeight(stragglers).disagreeing).toEqual([3]);
    expect(bestHeight(stragglers, { toleranceBlocks: 7 }).disagreeing).toEqual([]);
    expect(bestHeight(stragglers, { toleranceBlocks: 0 }).disagreeing).toEqual([2, 3]);
    expect(() => bestHeight([], { toleranceBlocks: -1 })).toThrow('toleranceBlocks');
  });

  it('lists at most 1000 peers that disagree', () => {
    const many = Array.from({ length: 1002 }, (_, id) => ({ id, address: `1.2.3.4:${id + 1}`, height: -1 }));
    expect(bestHeight(many).disagreeing).toHaveLength(1000);
  });

  it('is never above what all but one host support, for random claims', () => {
    const seed = Date.now() % 2 ** 31;
    const random = createSeededRandom(seed, 'claims');
    for (let run = 0; run < 200; run++) {
      const heights = Array.from({ length: 1 + random.below(8) }, () => random.below(10));
      const { height, support } = bestHeight(claims(...heights));
      const expected = [...heights].sort((a, b) => b - a)[Math.min(1, heights.length - 1)];
      expect({ seed, heights, height }).toEqual({ seed, heights, height: expected });
      expect(support).toBe(heights.filter((each) => each >= expected!).length);
    }
  });

  it('reads the claims of the peers of a pool', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const addresses = ['20.0.0.1:8333', '20.1.0.1:8333'];
    nodesAt(net, addresses, { newestBlock: () => ({ height: 3, hash: '00'.repeat(32) }) });
    const pool = poolIn(net, { addresses, outbound: 2, gossip: false });
    let peers: readonly ObservedPeer[] = [];
    pool.peers$.subscribe((value) => (peers = value));
    pool.start();
    net.advance(1000);
    expect(bestHeight(peers.map((peer) => heightClaimOf(peer)))).toMatchObject({ height: 3, support: 2 });
    peers[0]!.raiseBestHeight(2 ** 31 - 1);
    expect(bestHeight(peers.map((peer) => heightClaimOf(peer)))).toMatchObject({
      height: 3,
      support: 1,
      claimed: 2 ** 31 - 1,
      disagreeing: [peers[0]!.id],
    });
  });
});
