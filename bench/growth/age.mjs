import { bitcoin } from '../../dist/index.js';
import { virtualNetwork } from '../../dist/marbles.js';
import { transaction } from '../corpus/chain.mjs';
import { Random } from '../corpus/random.mjs';
import { settledMemory } from '../peers/memory.mjs';
import { decodeMessage } from '../../dist/wire.js';
import { frame } from '../corpus/layout.mjs';

const MINUTE_MS = 60_000;
const STEP_MS = 500;
const FIRST_MINUTE = 5;

/** Two peers talk for so many minutes of virtual time; what they hold and what a message costs, early and late. */
export async function ageing(minutes) {
  const net = virtualNetwork({ seed: 9, latencyMs: 20, network: bitcoin.mainnet });
  const { inbound, outbound } = net.join();
  const counts = { messages: 0, answered: 0 };
  for (const peer of [inbound, outbound]) {
    peer.messages$.subscribe(() => (counts.messages += 1));
    peer.on('inv').subscribe(() => undefined);
    peer.closed$.subscribe((reason) => {
      throw new Error('a peer of the benchmark has ended', { cause: reason.error });
    });
  }
  inbound.on('getheaders').subscribe(() => void inbound.send({ command: 'headers', headers: [] }));
  const talk = talking(new Random(10), inbound, outbound, counts);
  net.advance(1000);
  const told = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const before = counts.messages;
    const start = process.cpuUsage();
    for (let ms = 0; ms < MINUTE_MS; ms += STEP_MS) {
      talk();
      net.advance(STEP_MS);
    }
    const { user, system } = process.cpuUsage(start);
    told.push(((user + system) * 1000) / (counts.messages - before));
    if (minute === FIRST_MINUTE) counts.early = (await settledMemory()).heapBytes;
  }
  const { heapBytes } = await settledMemory();
  if (counts.answered < minutes) throw new Error(`only ${counts.answered} requests were answered`);
  return {
    messages: counts.messages,
    // The least of five minutes: of one alone it is the collector's as well.
    early: { nanoseconds: Math.min(...told.slice(1, FIRST_MINUTE + 1)), heapBytes: counts.early },
    late: { nanoseconds: Math.min(...told.slice(-FIRST_MINUTE)), heapBytes },
  };
}

/** What is said in half a second. */
function talking(random, inbound, outbound, counts) {
  const transactions = Array.from({ length: 50 }, () =>
    decodeMessage(Uint8Array.from(frame('tx', transaction(random).full)), { network: bitcoin.mainnet }),
  );
  let turn = 0;
  const item = () => ({ type: 1, hash: random.bytes(32).toString('hex') });
  return () => {
    turn += 1;
    for (const peer of [inbound, outbound]) {
      void peer.send({ command: 'inv', items: Array.from({ length: 8 }, item) });
      void peer.send({ command: 'ping', nonce: BigInt(random.u32()) });
      void peer.send(random.oneOf(transactions));
      peer.announce(item(), item());
    }
    if (turn % 10 === 0) {
      outbound.request.headers([item().hash]).subscribe(() => (counts.answered += 1));
    }
  };
}
