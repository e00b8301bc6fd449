import { transaction } from '../corpus/chain.mjs';
import { frame } from '../corpus/layout.mjs';
import { Random } from '../corpus/random.mjs';
import { importLibrary } from '../library.mjs';
import { settledMemory } from '../peers/memory.mjs';

const { bitcoin } = await importLibrary('index');
const { virtualNetwork } = await importLibrary('marbles');
const { decodeMessage } = await importLibrary('wire');
const MINUTE_MS = 60_000;
const STEP_MS = 500;
const EARLY_MINUTES = 5;

/** Lets two peers exchange messages for `minutes` of virtual time. Returns heap size and cost per message, early and late. */
export async function measureAge(minutes) {
  const net = virtualNetwork({ seed: 9, latencyMs: 20, network: bitcoin.mainnet });
  const { inbound, outbound } = net.join();
  const counts = { messages: 0, answered: 0 };
  for (const peer of [inbound, outbound]) {
    peer.messages$.subscribe(() => (counts.messages += 1));
    peer.on('inv').subscribe(() => undefined);
    peer.closed$.subscribe((reason) => {
      throw new Error('a peer of the benchmark was closed', { cause: reason.error });
    });
  }
  inbound.on('getheaders').subscribe(() => void inbound.send({ command: 'headers', headers: [] }));
  const sendTraffic = createTraffic(new Random(10), inbound, outbound, counts);
  net.advance(1000);
  const nanosecondsOfMinutes = [];
  for (let minute = 1; minute <= minutes; minute++) {
    const before = counts.messages;
    const start = process.cpuUsage();
    for (let ms = 0; ms < MINUTE_MS; ms += STEP_MS) {
      sendTraffic();
      net.advance(STEP_MS);
    }
    const { user, system } = process.cpuUsage(start);
    nanosecondsOfMinutes.push(((user + system) * 1000) / (counts.messages - before));
    if (minute === EARLY_MINUTES) counts.earlyHeapBytes = (await settledMemory()).heapBytes;
  }
  const { heapBytes } = await settledMemory();
  if (counts.answered < minutes) throw new Error(`only ${counts.answered} requests were answered`);
  return {
    messages: counts.messages,
    // The minimum of five minutes: a single minute may contain a collection.
    early: {
      nanoseconds: Math.min(...nanosecondsOfMinutes.slice(1, EARLY_MINUTES + 1)),
      heapBytes: counts.earlyHeapBytes,
    },
    late: { nanoseconds: Math.min(...nanosecondsOfMinutes.slice(-EARLY_MINUTES)), heapBytes },
  };
}

/** Returns a function that sends the messages of half a second. */
function createTraffic(random, inbound, outbound, counts) {
  const transactions = Array.from({ length: 50 }, () =>
    decodeMessage(Uint8Array.from(frame('tx', transaction(random).full)), { network: bitcoin.mainnet }),
  );
  let step = 0;
  const item = () => ({ type: 1, hash: random.bytes(32).toString('hex') });
  return () => {
    step += 1;
    for (const peer of [inbound, outbound]) {
      void peer.send({ command: 'inv', items: Array.from({ length: 8 }, item) });
      void peer.send({ command: 'ping', nonce: BigInt(random.u32()) });
      void peer.send(random.oneOf(transactions));
      peer.announce(item(), item());
    }
    if (step % 10 === 0) {
      outbound.request.headers([item().hash]).subscribe(() => (counts.answered += 1));
    }
  };
}
