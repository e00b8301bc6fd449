import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CloseReason, Message, Peer } from '../../lib/index.js';
import { virtualNetwork, type HeardBy } from '../../lib/marbles.js';
import { numberOf, sized } from '../helpers/peer/messages.js';
import { outcomeOf, told, type Outcome } from '../helpers/peer/outcome.js';

/** A message that an end says, so long after the one before. */
interface Utterance {
  readonly afterMs: number;
  readonly from: 'outbound' | 'inbound';
  readonly sizeBytes: number;
}

const range = (min: number, max: number): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(fc.integer({ min, max }), fc.integer({ min, max })).map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);

const anyNetwork = fc.record({
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  latencyMs: range(0, 3000),
  chunkBytes: range(1, 1000),
  windowBytes: fc.constantFrom(1, 1000, 65_536),
  bytesPerSecond: fc.constantFrom(undefined, 20_000),
});

const utterances: fc.Arbitrary<Utterance[]> = fc.array(
  fc.record({
    afterMs: fc.constantFrom(0, 1, 100, 2000),
    from: fc.constantFrom('outbound', 'inbound'),
    sizeBytes: fc.integer({ min: 28, max: 1500 }),
  }),
  { maxLength: 40 },
);

/** What an end has heard of the other, and why it ended. */
interface End {
  readonly peer: Peer;
  readonly said: number[];
  readonly heard: () => number[];
  readonly reasons: Outcome<CloseReason>;
}

function endOf(peer: Peer): End {
  const heard = outcomeOf<Message>(peer.on('unknown')).values;
  return { peer, said: [], heard: () => heard.map(numberOf), reasons: outcomeOf(peer.closed$) };
}

/** Joins two peers, lets them say all this, and, at `cutAtMs`, cuts them off. */
function converse(
  options: Parameters<typeof virtualNetwork>[0],
  script: readonly Utterance[],
  cut?: { atMs: number; heardBy: HeardBy },
) {
  const net = virtualNetwork(options);
  const { inbound, outbound } = net.join();
  const ends = { outbound: endOf(outbound), inbound: endOf(inbound) };
  if (cut !== undefined) net.scheduler.schedule(() => net.cut(outbound, cut), cut.atMs);
  for (const [n, { afterMs, from, sizeBytes }] of script.entries()) {
    net.advance(afterMs);
    ends[from].said.push(n);
    void ends[from].peer.send(sized(n, sizeBytes));
  }
  return { net, ...ends };
}

describe('two peers, over any latency, chunks, window and bandwidth', () => {
  it('hear all that was said, in order, once', () => {
    fc.assert(
      fc.property(anyNetwork, utterances, (options, script) => {
        const { inbound, net, outbound } = converse(options, script);
        net.advance(600_000);
        // A ping may be under way at just that moment; half a minute later it is answered, and the next one is not due yet.
        if ([inbound, outbound].some(({ peer }) => peer.stats().queuedBytes > 0)) net.advance(30_000);
        expect(inbound.heard()).toEqual(outbound.said);
        expect(outbound.heard()).toEqual(inbound.said);
        for (const { peer, reasons } of [inbound, outbound]) {
          expect(reasons.values).toEqual([]);
          expect(peer.stats()).toMatchObject({ queuedBytes: 0, queuedMessages: 0, faults: 0 });
        }
        outbound.peer.close();
        net.advance(60_000);
        expect([outbound, inbound].map(({ reasons }) => told(reasons.values))).toEqual([['local'], ['remote']]);
        expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('hear the beginning of it until a cut, then nothing more, and each ends for one reason', () => {
    const LOST = 'TransportError CONNECTION_LOST';
    const anyCut = fc.record({
      atMs: fc.integer({ min: 0, max: 30_000 }),
      heardBy: fc.constantFrom<HeardBy[]>('both', 'outbound', 'inbound', 'nobody'),
    });
    fc.assert(
      fc.property(anyNetwork, utterances, anyCut, (options, script, cut) => {
        const { inbound, net, outbound } = converse(options, script, cut);
        // It may come behind the last word, and no earlier than its moment.
        net.advance(Math.max(0, Date.UTC(2026, 0, 1) + cut.atMs - net.scheduler.now()));
        const heard = [inbound.heard(), outbound.heard()];
        expect(heard[0]).toEqual(outbound.said.slice(0, heard[0]!.length));
        expect(heard[1]).toEqual(inbound.said.slice(0, heard[1]!.length));
        net.advance(3_600_000);
        expect([inbound.heard(), outbound.heard()]).toEqual(heard);
        for (const [name, { peer, reasons }] of Object.entries({ inbound, outbound })) {
          // Who hears nothing finds out by its own patience: for the handshake, or for any message.
          const isTold = cut.heardBy === 'both' || cut.heardBy === name;
          const patience = ['PeerTimeoutError NEGOTIATION_TIMEOUT', 'PeerTimeoutError IDLE_TIMEOUT'];
          expect(isTold ? [LOST] : patience).toContain(told(reasons.values)[0]);
          expect([reasons.values.length, reasons.end]).toEqual([1, 'complete']);
          expect(peer.stats()).toMatchObject({ queuedBytes: 0, queuedMessages: 0 });
        }
        expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('settle each send: true for a beginning of what was said, no shorter than what was heard', async () => {
    await fc.assert(
      fc.asyncProperty(anyNetwork, utterances, fc.integer({ min: 0, max: 10_000 }), async (options, script, atMs) => {
        const net = virtualNetwork(options);
        const { inbound, outbound } = net.join();
        const { heard } = endOf(inbound);
        const results: Promise<boolean>[] = [];
        net.scheduler.schedule(() => net.cut(inbound), atMs);
        for (const [n, { afterMs, sizeBytes }] of script.entries()) {
          net.advance(afterMs);
          results.push(outbound.send(sized(n, sizeBytes)));
        }
        net.advance(3_600_000);
        const written = await Promise.all(results);
        const count = written.filter((each) => each).length;
        expect(written).toEqual(written.map((_, i) => i < count));
        expect(heard().length).toBeLessThanOrEqual(count);
      }),
      { numRuns: 40 },
    );
  });
});
