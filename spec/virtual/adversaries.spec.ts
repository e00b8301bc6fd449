import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { delay, interval, map, merge, NEVER, of } from 'rxjs';
import { createPeer, type Peer, type PeerOptions } from '../../lib/index.js';
import { adversaries, virtualNetwork, type Adversary, type VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf, reasonNames } from '../helpers/peer/outcome.js';
import { hash } from '../helpers/samples.js';

interface Case {
  readonly adversary: Adversary;
  /** Class and code of the close reason; absent if the peer stays open. */
  readonly reason?: string;
  /** Earliest and latest virtual time of the close since the start. */
  readonly betweenMs: readonly [number, number];
  readonly ours?: Partial<PeerOptions>;
  /** Called with the peer before it starts. */
  readonly act?: (peer: Peer) => void;
  readonly directions?: readonly ('inbound' | 'outbound')[];
  /** Limit of queued and unfinished bytes at any time. Default 10_000. */
  readonly maxHeldBytes?: number;
}

const NETWORKS = [{}, { latencyMs: [5, 300] }, { latencyMs: [5, 300], chunkBytes: [1, 200] }] as const;
const MINUTE_MS = 60_000;
/** Upper limit for a handshake and a few round trips in the slowest network. */
const ROUND_TRIPS_MS = 5000;
const IMMEDIATELY = [0, ROUND_TRIPS_MS] as const;
const remote = (code: string): string => `RemoteProtocolError ${code}`;
const timeout = (code: string): string => `PeerTimeoutError ${code}`;
const afterHandshake = { afterHandshake: true };
const { silent, slowLoris, garbage, oversized, versionTwice, echo, hangsUpMidway, wrongChecksums } = adversaries;
const { invFlood, pingFlood, neverReads, neverPongs, neverAnswers } = adversaries;

const CASES: Record<string, Case> = {
  silent: { adversary: silent(), reason: timeout('NEGOTIATION_TIMEOUT'), betweenMs: [30_000, 30_000] },
  'silent after the handshake': {
    adversary: silent(afterHandshake),
    reason: timeout('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + ROUND_TRIPS_MS],
  },
  'slow loris': { adversary: slowLoris(), reason: timeout('NEGOTIATION_TIMEOUT'), betweenMs: [30_000, 30_000] },
  'slow loris after the handshake': {
    adversary: slowLoris(afterHandshake),
    reason: timeout('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + ROUND_TRIPS_MS],
  },
  garbage: { adversary: garbage(), reason: remote('WRONG_MAGIC'), betweenMs: IMMEDIATELY },
  'garbage after the handshake': {
    adversary: garbage(afterHandshake),
    reason: remote('WRONG_MAGIC'),
    betweenMs: IMMEDIATELY,
  },
  'oversized message': { adversary: oversized(), reason: remote('OVERSIZED_FRAME'), betweenMs: IMMEDIATELY },
  'oversized message after the handshake': {
    adversary: oversized(afterHandshake),
    reason: remote('OVERSIZED_FRAME'),
    betweenMs: IMMEDIATELY,
  },
  'version twice, policy core': {
    adversary: versionTwice(),
    reason: timeout('NEGOTIATION_TIMEOUT'),
    betweenMs: [30_000, 30_000],
  },
  'version twice, policy lbcd': {
    adversary: versionTwice(),
    ours: { policy: 'lbcd' },
    reason: remote('DUPLICATE_VERSION'),
    betweenMs: IMMEDIATELY,
  },
  'version after the handshake': {
    adversary: versionTwice(afterHandshake),
    ours: { policy: 'lbcd' },
    reason: remote('DUPLICATE_VERSION'),
    betweenMs: IMMEDIATELY,
  },
  'echo, outbound': {
    adversary: echo(),
    reason: remote('SELF_CONNECTION'),
    betweenMs: IMMEDIATELY,
    directions: ['outbound'],
  },
  'echo, inbound': {
    adversary: echo(),
    reason: timeout('NEGOTIATION_TIMEOUT'),
    betweenMs: [30_000, 30_000],
    directions: ['inbound'],
  },
  'connection closed inside a message': {
    adversary: hangsUpMidway(),
    reason: remote('TRUNCATED'),
    betweenMs: IMMEDIATELY,
  },
  'wrong checksums': {
    adversary: wrongChecksums(),
    ours: { onMalformed: 'close' },
    reason: remote('BAD_CHECKSUM'),
    betweenMs: [1000, 1000 + ROUND_TRIPS_MS],
  },
  'wrong checksums that are dropped': {
    adversary: wrongChecksums(),
    reason: timeout('IDLE_TIMEOUT'),
    betweenMs: [300_000, 300_000 + ROUND_TRIPS_MS],
  },
  'inv flood': { adversary: invFlood({ itemsPerMessage: 500 }), betweenMs: [0, 20_000] },
  'inv flood with a stalled consumer': {
    adversary: invFlood({ itemsPerMessage: 5000 }),
    ours: { readBudgetBytes: 400_000 },
    act: (peer) => peer.consume('inv', () => NEVER).subscribe(),
    reason: 'LocalProtocolError CONSUMER_STALLED',
    betweenMs: [600_000, 620_000],
    // The budget, one chunk, and one message.
    maxHeldBytes: 400_000 + 65_536 + 180_027,
  },
  'ping flood': { adversary: pingFlood({ pingsAtOnce: 10 }), betweenMs: [0, 20_000] },
  'never reads': {
    adversary: neverReads(),
    ours: { sendBudgetBytes: 100_000 },
    reason: 'TransportError SEND_QUEUE_FULL',
    betweenMs: [4000, 2 * MINUTE_MS],
    maxHeldBytes: 100_000,
  },
  'never answers pings': {
    adversary: neverPongs(),
    reason: timeout('PONG_TIMEOUT'),
    betweenMs: [1_320_000, 1_320_000 + ROUND_TRIPS_MS],
  },
  'never answers requests': {
    adversary: neverAnswers(),
    act: (peer) => void peer.send({ command: 'getdata', items: [{ type: 1, hash: hash(1) }] }),
    reason: timeout('STALLED'),
    betweenMs: [30_000, 30_000 + ROUND_TRIPS_MS],
  },
};

/** A second pair of peers in the same network, to show that the adversary does not affect other connections. */
function joinBystanders(net: VirtualNetwork): { areHealthy: () => boolean } {
  const pair = net.join({ pingIntervalMs: 10_000 }, { pingIntervalMs: 10_000 });
  const ends = [pair.inbound, pair.outbound].map((peer) => ({
    closed: outcomeOf(peer.closed$),
    pings: outcomeOf(peer.pings$),
  }));
  let pingCounts = [0, 0];
  return {
    areHealthy() {
      const before = pingCounts;
      pingCounts = ends.map(({ pings }) => pings.values.length);
      return ends.every(({ closed, pings }, i) => closed.values.length === 0 && pings.values.length > before[i]!);
    },
  };
}

/** Runs an adversary against a peer until the peer closes or `betweenMs[1]` has passed. */
function runCase(net: VirtualNetwork, direction: 'inbound' | 'outbound', { act, adversary, betweenMs, ours }: Case) {
  const startMs = net.scheduler.now();
  const peer = createPeer(net.adversary(adversary, { direction }), {
    ...net.peerOptions('attacked'),
    // The attacks are bytes of v1.
    transport: 'v1',
    ...ours,
  });
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

describe('adversary:', () => {
  describe.each(Object.entries(CASES))('%s', (_, each) => {
    it.each(each.directions ?? (['outbound', 'inbound'] as const))(
      'closes only the attacked %s connection, for the documented reason',
      (direction) => {
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(...NETWORKS), (seed, options) => {
            const net = virtualNetwork({ ...options, seed });
            const bystanders = joinBystanders(net);
            const { delivered, deliveredCount, heldBytes, peer, reasons, stepMs, tookMs } = runCase(
              net,
              direction,
              each,
            );
            expect(reasonNames(reasons.values)).toEqual(each.reason === undefined ? [] : [each.reason]);
            if (each.reason !== undefined) {
              expect(tookMs).toBeGreaterThanOrEqual(each.betweenMs[0]);
              expect(tookMs).toBeLessThan(each.betweenMs[1] + stepMs);
            }
            expect(heldBytes).toBeLessThanOrEqual(each.maxHeldBytes ?? 10_000);
            expect(peer.stats().knownInventory).toBeLessThanOrEqual(1000);
            net.advance(MINUTE_MS);
            expect(bystanders.areHealthy()).toBe(true);
            if (each.reason === undefined) {
              peer.close();
              net.advance(MINUTE_MS);
            }
            // Nothing is left: no later message, no connection and no timer except those of the bystanders.
            expect(delivered.end).toBe('complete');
            if (each.reason !== undefined) expect(delivered.values).toHaveLength(deliveredCount);
            net.advance(MINUTE_MS);
            expect(bystanders.areHealthy()).toBe(true);
            expect(net.connectionCount).toBe(1);
          }),
          { numRuns: 3 },
        );
      },
    );
  });

  it('can be a custom function, at any end of a connection', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const adversary: Adversary = ({ scheduler }) => of(Uint8Array.of(1)).pipe(delay(500, scheduler));
    net.listen('evil:1').subscribe((duplex) => net.attack(duplex, adversary));
    const ours = outcomeOf(net.dial('evil:1'));
    net.advance(10);
    const received = outcomeOf(ours.values[0]!.chunk$);
    net.advance(509);
    expect(received.values).toEqual([]);
    net.advance(1);
    expect(received).toMatchObject({ values: [Uint8Array.of(1)] });
    net.advance(10);
    expect(received.end).toBe('complete');
  });

  it.each(['is unsubscribed', 'has lost the connection', 'receives the close of the remote'])(
    'closes the connection when it %s',
    (what) => {
      const net = virtualNetwork();
      let sentCount = 0;
      const adversary: Adversary = ({ chunk$, scheduler }) =>
        merge(chunk$, interval(100, scheduler).pipe(map(() => Uint8Array.of(++sentCount))));
      const accepted = outcomeOf(net.listen('evil:1'));
      const ours = outcomeOf(net.dial('evil:1'));
      net.advance(0);
      const [inbound] = accepted.values;
      const attack = net.attack(inbound!, adversary);
      net.advance(300);
      if (what === 'is unsubscribed') attack.unsubscribe();
      else if (what === 'has lost the connection') net.cut(inbound!);
      else ours.values[0]!.close();
      net.advance(1000);
      expect([sentCount, attack.closed, net.scheduler.waitingCount]).toEqual([3, true, 0]);
    },
  );
});
