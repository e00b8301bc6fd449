import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CloseReason, Message, Peer } from '../../lib/index.js';
import { virtualNetwork, type HeardBy } from '../../lib/marbles.js';
import { numberOf, sized } from '../helpers/peer/messages.js';
import { outcomeOf, reasonNames, type Outcome } from '../helpers/peer/outcome.js';

/** A message that one end sends, with the delay after the previous one. */
interface ScriptedMessage {
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

const messages: fc.Arbitrary<ScriptedMessage[]> = fc.array(
  fc.record({
    afterMs: fc.constantFrom(0, 1, 100, 2000),
    from: fc.constantFrom('outbound', 'inbound'),
    sizeBytes: fc.integer({ min: 28, max: 1500 }),
  }),
  { maxLength: 40 },
);

/** A peer with the numbers of its sent and received messages, and the reason of its close. */
interface End {
  readonly peer: Peer;
  readonly sent: number[];
  readonly received: () => number[];
  readonly reasons: Outcome<CloseReason>;
}

function endOf(peer: Peer): End {
  const received = outcomeOf<Message>(peer.on('unknown')).values;
  return { peer, sent: [], received: () => received.map(numberOf), reasons: outcomeOf(peer.closed$) };
}

/** Joins two peers, sends the messages of the script, and cuts the connection at `cut.atMs`. */
function runScript(
  options: Parameters<typeof virtualNetwork>[0],
  script: readonly ScriptedMessage[],
  cut?: { atMs: number; heardBy: HeardBy },
) {
  const net = virtualNetwork(options);
  const { inbound, outbound } = net.join();
  const ends = { outbound: endOf(outbound), inbound: endOf(inbound) };
  if (cut !== undefined) net.scheduler.schedule(() => net.cut(outbound, cut), cut.atMs);
  for (const [n, { afterMs, from, sizeBytes }] of script.entries()) {
    net.advance(afterMs);
    ends[from].sent.push(n);
    void ends[from].peer.send(sized(n, sizeBytes));
  }
  return { net, ...ends };
}

describe('two peers, with any latency, chunk size, window and bandwidth', () => {
  it('receive every message once and in order', () => {
    fc.assert(
      fc.property(anyNetwork, messages, (options, script) => {
        const { inbound, net, outbound } = runScript(options, script);
        net.advance(600_000);
        // A ping may be in flight at this time; 30 s later it is answered, and the next one is not due yet.
        if ([inbound, outbound].some(({ peer }) => peer.stats().queuedBytes > 0)) net.advance(30_000);
        expect(inbound.received()).toEqual(outbound.sent);
        expect(outbound.received()).toEqual(inbound.sent);
        for (const { peer, reasons } of [inbound, outbound]) {
          expect(reasons.values).toEqual([]);
          expect(peer.stats()).toMatchObject({ queuedBytes: 0, queuedMessages: 0, faults: 0 });
        }
        outbound.peer.close();
        net.advance(60_000);
        expect([outbound, inbound].map(({ reasons }) => reasonNames(reasons.values))).toEqual([['local'], ['remote']]);
        expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('receive a prefix of the messages until a cut, nothing after it, and close for one reason each', () => {
    const LOST = 'TransportError CONNECTION_LOST';
    const anyCut = fc.record({
      atMs: fc.integer({ min: 0, max: 30_000 }),
      heardBy: fc.constantFrom<HeardBy[]>('both', 'outbound', 'inbound', 'neither'),
    });
    fc.assert(
      fc.property(anyNetwork, messages, anyCut, (options, script, cut) => {
        const { inbound, net, outbound } = runScript(options, script, cut);
        // The cut may be after the last message; advance to it.
        net.advance(Math.max(0, Date.UTC(2026, 0, 1) + cut.atMs - net.scheduler.now()));
        const received = [inbound.received(), outbound.received()];
        expect(received[0]).toEqual(outbound.sent.slice(0, received[0]!.length));
        expect(received[1]).toEqual(inbound.sent.slice(0, received[1]!.length));
        net.advance(3_600_000);
        expect([inbound.received(), outbound.received()]).toEqual(received);
        for (const [name, { peer, reasons }] of Object.entries({ inbound, outbound })) {
          // An end that receives no error closes by its own timeout, of the handshake or of an idle connection.
          const isNotified = cut.heardBy === 'both' || cut.heardBy === name;
          const timeouts = ['PeerTimeoutError NEGOTIATION_TIMEOUT', 'PeerTimeoutError IDLE_TIMEOUT'];
          expect(isNotified ? [LOST] : timeouts).toContain(reasonNames(reasons.values)[0]);
          expect([reasons.values.length, reasons.end]).toEqual([1, 'complete']);
          expect(peer.stats()).toMatchObject({ queuedBytes: 0, queuedMessages: 0 });
        }
        expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it('settle each send(): true for a prefix of the sent messages that includes all received ones', async () => {
    await fc.assert(
      fc.asyncProperty(anyNetwork, messages, fc.integer({ min: 0, max: 10_000 }), async (options, script, atMs) => {
        const net = virtualNetwork(options);
        const { inbound, outbound } = net.join();
        const { received } = endOf(inbound);
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
        expect(received().length).toBeLessThanOrEqual(count);
      }),
      { numRuns: 40 },
    );
  });
});
