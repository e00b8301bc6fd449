import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retry, switchMap, timer } from 'rxjs';
import { connectedPeer } from '../../lib/connect/connectedPeer.js';
import { peerSettings } from '../../lib/peer/peerSettings.js';
import { createPeer, toHex, type Peer } from '../../lib/index.js';
import { adversaries, virtualNetwork } from '../../lib/marbles.js';
import { growChain, SimulatedChain, simulatedConversations } from '../../lib/simulator.js';

const { echo, garbage, invFlood, neverAnswers, neverPongs, pingFlood, slowLoris, versionTwice, wrongChecksums } =
  adversaries;
const ADVERSARIES = [
  invFlood({ itemsPerMessage: 100 }),
  pingFlood({ pingsAtOnce: 3, intervalMs: 1000 }),
  ...[echo, garbage, neverAnswers, neverPongs, slowLoris, versionTwice, wrongChecksums].map((create) => create()),
];

/** Every message and close, with its time, in ten minutes of a small network with lost connections and adversaries. */
function transcriptOf(seed: number): string[] {
  const net = virtualNetwork({ seed, latencyMs: [1, 400], chunkBytes: [1, 2000], lossOfConnection: 0.3 });
  const lines: string[] = [];
  const record =
    (name: string) =>
    (peer: Peer): void => {
      const addLine = (line: string): void => void lines.push(`${net.scheduler.now()} ${name} ${line}`);
      peer.traffic$.subscribe(({ direction, command, payload }) => {
        addLine(`${direction} ${command} ${toHex(payload.subarray(0, 100))}`);
      });
      peer.closed$.subscribe((reason) => addLine(reason.by === 'fault' ? String(reason.error) : reason.by));
    };

  const chain = new SimulatedChain({ network: net.peerOptions('any').network, seed });
  growChain({ chain, blockIntervalMs: 60_000, transactionIntervalMs: 7000, scheduler: net.scheduler }).subscribe();
  net.listen('node:1').subscribe((duplex) => {
    const options = { ...net.peerOptions('node'), conversations: simulatedConversations({ chain, seed }) };
    createPeer(duplex, { ...options, onPeer: record('node') }).start();
  });
  for (const name of ['a', 'b', 'c']) {
    net
      .dial('node:1', { from: `${name}:1` })
      .pipe(
        switchMap((duplex) => connectedPeer(duplex, peerSettings({ ...net.peerOptions(name), onPeer: record(name) }))),
        retry({ delay: () => timer(5000, net.scheduler) }),
      )
      .subscribe((peer) => peer.on('inv').subscribe(({ items }) => void peer.send({ command: 'getdata', items })));
  }
  ADVERSARIES.forEach((adversary, i) => {
    net.scheduler.schedule(() => {
      const options = { ...net.peerOptions(`attacked ${i}`), onPeer: record(`attacked ${i}`) };
      createPeer(net.adversary(adversary, { direction: i % 2 === 0 ? 'outbound' : 'inbound' }), options).start();
    }, i * 20_000);
  });
  net.advance(600_000);
  return lines;
}

describe('a virtual network', () => {
  it('repeats every byte and millisecond for the same seed, and differs for another seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_fffe }), (seed) => {
        const transcript = transcriptOf(seed);
        expect(transcript.length).toBeGreaterThan(1000);
        expect(transcript.join('\n')).toMatch(/ connection to .* lost: cut/);
        expect(transcriptOf(seed)).toEqual(transcript);
        expect(transcriptOf(seed + 1)).not.toEqual(transcript);
      }),
      { numRuns: 2 },
    );
  });
});
