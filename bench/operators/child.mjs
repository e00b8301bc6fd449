// Measures encoding and operators: node child.mjs NAME [FILE] prints the processor time per item in nanoseconds.
import { chunksOf } from '../corpus/store.mjs';
import { importLibrary, importRxjs } from '../library.mjs';

const { batchInventory, bitcoin, decodeMessages, distinctMru, encodeMessage, inventoryKey } =
  await importLibrary('index');
const { from, Subject } = importRxjs();
const [name, file] = process.argv.slice(2);
const network = bitcoin.mainnet;
const MILLION = 1_000_000;
const PONGS = 100_000n;

const MEASURES = {
  encode: () => {
    const messages = firstMessages(file, 20_000);
    return () => {
      for (const message of messages) encodeMessage(message, { network });
      return messages.length;
    };
  },
  encodePong: () => () => {
    for (let nonce = 0n; nonce < PONGS; nonce++) encodeMessage({ command: 'pong', nonce }, { network });
    return Number(PONGS);
  },
  map: () => {
    const items = inventory();
    return () => {
      const seen = new Map();
      for (const item of items) seen.set(inventoryKey(item), item);
      return seen.size;
    };
  },
  distinctMru: () => {
    const items = inventory();
    return () => {
      let emitted = 0;
      from(items)
        .pipe(distinctMru({ capacity: MILLION, keyOf: inventoryKey }))
        .subscribe(() => (emitted += 1));
      return emitted;
    };
  },
  batchInventory: () => {
    const items = inventory();
    return () => {
      let announced = 0;
      const item$ = new Subject();
      item$.pipe(batchInventory({ maxQueued: MILLION })).subscribe((message) => (announced += message.items.length));
      for (const item of items) item$.next(item);
      item$.complete();
      return announced;
    };
  },
};

const pass = MEASURES[name]();
pass();
const samples = [];
for (let i = 0; i < 2; i++) {
  const start = process.cpuUsage();
  const count = pass();
  const { user, system } = process.cpuUsage(start);
  samples.push(((user + system) * 1000) / count);
}
console.log(JSON.stringify({ nanoseconds: samples }));

function inventory() {
  return Array.from({ length: MILLION }, (_, i) => ({ type: 1, hash: i.toString(16).padStart(64, '0') }));
}

/** The first `count` messages of a stream, as plain objects with every field decoded. */
function firstMessages(stream, count) {
  const messages = [];
  const chunk$ = new Subject();
  chunk$.pipe(decodeMessages({ network })).subscribe((message) => messages.push({ ...message }));
  for (const chunk of chunksOf(stream)) {
    chunk$.next(chunk);
    if (messages.length >= count) break;
  }
  return messages.slice(0, count);
}
