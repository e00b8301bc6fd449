import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { delay, interval, map, merge, NEVER, of } from 'rxjs';
import { createPeer, type Peer, type PeerOptions } from '../../lib/index.js';
import { adversaries, virtualNetwork, type Adversary, type VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf, told } from '../helpers/peer/outcome.js';
import { hash } from '../helpers/samples.js';

interface Case {
  readonly adversary: Adversary;
  /** Class and code of the one reason; absent where the peer goes on. */
  readonly reason?: string;
  /** From when to when that comes, by the virtual clock. */
  readonly betweenMs: readonly [number, number];
  readonly ours?: Partial<PeerOptions>;
  /** What the peer does once it is made. */
  readonly act?: (peer: Peer) => void;
  readonly directions?: readonly ('inbound' | 'outbound')[];
  /** What it may have queued and unfinished at any moment. */
  readonly maxHeldBytes?: number;
}

const NETWORKS = [{}, { latencyMs: [5, 300] }, { latencyMs: [5, 300], chunkBytes: [1, 200] }] as const;
const MINUTE_MS = 60_000;
/** What a handshake and a few round trips take in the slowest of them. */
const WAY_MS = 5000;
const AT_ONCE = [0, WAY_MS] as const;
const remote = (code: string): string => `RemoteProtocolError ${code}`;
const late = (code: string): string => `PeerTimeoutError ${code}`;
const afterHandshake = { afterHandshake: true };
const { silent, slowLoris, garbage, oversized, versionTwice, echo, hangsUpMidway, wrongChecksums } = adversaries;
const { invFlood, pingFlood, neverReads, neverPongs, neverAnswers } = adversaries;

const CASES: Record<string, Case> = {
  silent: { adversary: silent(), reason: late('NEGOTIATION_TIMEOUT'), betweenMs: [30_000, 30_000] },
  'silent after the handshake': {
    adversary: silent(afterHandshake),
    reason: late('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + WAY_MS],
  },
  'a slow loris': { adversary: slowLoris(), reason: late('NEGOTIATION_TIMEOUT'), betweenMs: [30_000, 30_000] },
  'a slow loris after the handshake': {
    adversary: slowLoris(afterHandshake),
    reason: late('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + WAY_MS],
  },
  garbage: { adversary: garbage(), reason: remote('WRONG_MAGIC'), betweenMs: AT_ONCE },
  'garbage after the handshake': {
    adversary: garbage(afterHandshake),
    reason: remote('WRONG_MAGIC'),
    betweenMs: AT_ONCE,
  },
  'an oversized message': { adversary: oversized(), reason: remote('OVERSIZED_FRAME'), betweenMs: AT_ONCE },
  'an oversized message after the handshake': {
    adversary: oversized(afterHandshake),
    reason: remote('OVERSIZED_FRAME'),
    betweenMs: AT_ONCE,
  },
  'version twice, by the policy of Bitcoin Core': {
    adversary: versionTwice(),
    reason: late('NEGOTIATION_TIMEOUT'),
    betweenMs: [30_000, 30_000],
  },
  'version twice, by the policy of lbcd': {
    adversary: versionTwice(),
    ours: { policy: 'lbcd' },
    reason: remote('DUPLICATE_VERSION'),
    betweenMs: AT_ONCE,
  },
  'version after the handshake': {
    adversary: versionTwice(afterHandshake),
    ours: { policy: 'lbcd' },
    reason: remote('DUPLICATE_VERSION'),
    betweenMs: AT_ONCE,
  },
  'an echo that was dialled': {
    adversary: echo(),
    reason: remote('SELF_CONNECTION'),
    betweenMs: AT_ONCE,
    directions: ['outbound'],
  },
  'an echo that dials': {
    adversary: echo(),
    reason: late('NEGOTIATION_TIMEOUT'),
    betweenMs: [30_000, 30_000],
    directions: ['inbound'],
  },
  'one that hangs up midway': { adversary: hangsUpMidway(), reason: remote('TRUNCATED'), betweenMs: AT_ONCE },
  'wrong checksums': {
    adversary: wrongChecksums(),
    ours: { onMalformed: 'close' },
    reason: remote('BAD_CHECKSUM'),
    betweenMs: [1000, 1000 + WAY_MS],
  },
  'wrong checksums that are dropped': {
    adversary: wrongChecksums(),
    reason: late('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + WAY_MS],
  },
  'an inv flood': { adversary: invFlood({ itemsPerMessage: 500 }), betweenMs: [0, 20_000] },
  'an inv flood that a consumer cannot bear': {
    adversary: invFlood({ itemsPerMessage: 5000 }),
    ours: { readBudgetBytes: 400_000 },
    act: (peer) => peer.consume('inv', () => NEVER).subscribe(),
    reason: 'LocalProtocolError CONSUMER_STALLED',
    betweenMs: [600_000, 620_000],
    // The budget, a chunk, a message.
    maxHeldBytes: 400_000 + 65_536 + 180_027,
  },
  'a ping flood': { adversary: pingFlood({ pingsAtOnce: 10 }), betweenMs: [0, 20_000] },
  'one that never reads': {
    adversary: neverReads(),
    ours: { sendBudgetBytes: 100_000 },
    reason: 'TransportError SEND_QUEUE_FULL',
    betweenMs: [4000, 2 * MINUTE_MS],
    maxHeldBytes: 100_000,
  },
  'one that never pongs': {
    adversary: neverPongs(),
    reason: late('PONG_TIMEOUT'),
    betweenMs: [1_320_000, 1_320_000 + WAY_MS],
  },
  'one that never answers': {
    adversary: neverAnswers(),
    act: (peer) => void peer.send({ command: 'getdata', items: [{ type: 1, hash: hash(1) }] }),
    reason: late('STALLED'),
    betweenMs: [30_000, 30_000 + WAY_MS],
  },
};

/** A peer of ours that stays with another one of ours while the adversary plays, and knows whether it is well. */
function neighbours(net: VirtualNetwork): { isWell: () => boolean } {
  const pair = net.join({ pingIntervalMs: 10_000 }, { pingIntervalMs: 10_000 });
  const ends = [pair.inbound, pair.outbound].map((peer) => ({
    closed: outcomeOf(peer.closed$),
    pings: outcomeOf(peer.pings$),
  }));
  let heard = [0, 0];
  return {
    isWell() {
      const before = heard;
      heard = ends.map(({ pings }) => pings.values.length);
      return ends.every(({ closed, pings }, i) => closed.values.length === 0 && pings.values.length > before[i]!);
    },
  };
}

/** Lets an adversary play against a peer of ours until the peer ends, or for so long. */
function play(net: VirtualNetwork, direction: 'inbound' | 'outbound', { act, adversary, betweenMs, ours }: Case) {
  const startMs = net.scheduler.now();
  const peer = createPeer(net.adversary(adversary, { direction }), { ...net.peerOptions('attacked'), ...ours });
  const reasons = outcomeOf(peer.closed$);
  const delivered = outcomeOf(peer.messages$);
  act?.(peer);
  peer.start();
  const stepMs = Math.max(100, betweenMs[1] / 300);
  let heldBytes = 0;
  while (reasons.end === undefined && net.scheduler.now() < startMs + betweenMs[1]) {
    net.advance(stepMs);
    const { queuedBytes, unfinishedBytes } = peer.stats();
    heldBytes = Math.max(heldBytes, queuedBytes + unfinishedBytes);
  }
  const deliveredCount = delivered.values.length;
  const tookMs = net.scheduler.now() - startMs;
  return { peer, reasons, heldBytes, deliveredCount, delivered, tookMs, stepMs };
}

describe('an adversary', () => {
  describe.each(Object.entries(CASES))('%s', (_, each) => {
    it.each(each.directions ?? (['outbound', 'inbound'] as const))(
      'costs that %s connection alone, for the reason that is written down',
      (direction) => {
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(...NETWORKS), (seed, options) => {
            const net = virtualNetwork({ ...options, seed });
            const others = neighbours(net);
            const { delivered, deliveredCount, heldBytes, peer, reasons, stepMs, tookMs } = play(net, direction, each);
            expect(told(reasons.values)).toEqual(each.reason === undefined ? [] : [each.reason]);
            if (each.reason !== undefined) {
              expect(tookMs).toBeGreaterThanOrEqual(each.betweenMs[0]);
              expect(tookMs).toBeLessThan(each.betweenMs[1] + stepMs);
            }
            expect(heldBytes).toBeLessThanOrEqual(each.maxHeldBytes ?? 10_000);
            expect(peer.stats().knownInventory).toBeLessThanOrEqual(1000);
            net.advance(MINUTE_MS);
            expect(others.isWell()).toBe(true);
            if (each.reason === undefined) {
              peer.close();
              net.advance(MINUTE_MS);
            }
            // Nothing is left of it: no message that comes later, no connection, no timer but those of the others.
            expect(delivered.end).toBe('complete');
            if (each.reason !== undefined) expect(delivered.values).toHaveLength(deliveredCount);
            net.advance(MINUTE_MS);
            expect(others.isWell()).toBe(true);
            expect(net.connectionCount).toBe(1);
          }),
          { numRuns: 3 },
        );
      },
    );
  });

  it('may be a function of your own, and plays on any end', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const adversary: Adversary = ({ scheduler }) => of(Uint8Array.of(1)).pipe(delay(500, scheduler));
    net.listen('evil:1').subscribe((duplex) => net.attack(duplex, adversary));
    const ours = outcomeOf(net.dial('evil:1'));
    net.advance(10);
    const heard = outcomeOf(ours.values[0]!.chunk$);
    net.advance(509);
    expect(heard.values).toEqual([]);
    net.advance(1);
    expect(heard).toMatchObject({ values: [Uint8Array.of(1)] });
    net.advance(10);
    expect(heard.end).toBe('complete');
  });

  it.each(['is unsubscribed', 'has lost the connection', 'is left by the remote'])('hangs up when it %s', (what) => {
    const net = virtualNetwork();
    let said = 0;
    const adversary: Adversary = ({ chunk$, scheduler }) =>
      merge(chunk$, interval(100, scheduler).pipe(map(() => Uint8Array.of(++said))));
    const accepted = outcomeOf(net.listen('evil:1'));
    const ours = outcomeOf(net.dial('evil:1'));
    net.advance(0);
    const [inbound] = accepted.values;
    const attacking = net.attack(inbound!, adversary);
    net.advance(300);
    if (what === 'is unsubscribed') attacking.unsubscribe();
    else if (what === 'has lost the connection') net.cut(inbound!);
    else ours.values[0]!.close();
    net.advance(1000);
    expect([said, attacking.closed, net.scheduler.waitingCount]).toEqual([3, true, 0]);
  });
});
