// What is not decoding: node child.mjs NAME prints what one of these costs, in nanoseconds of processor time each.
import { from, Subject } from 'rxjs';
import {
  batchInventory,
  bitcoin,
  decodeFrame,
  distinctMru,
  encodeMessage,
  FrameDecoder,
  inventoryKey,
} from '../../dist/index.js';
import { chunksOf } from '../corpus/store.mjs';

const [name, file] = process.argv.slice(2);
const network = bitcoin.mainnet;
const MILLION = 1_000_000;
const PONGS = 100_000n;

const MEASURES = {
  encode: () => {
    const messages = decoded(file, 20_000);
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
      let passed = 0;
      from(items)
        .pipe(distinctMru({ capacity: MILLION, keyOf: inventoryKey }))
        .subscribe(() => (passed += 1));
      return passed;
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

/** The first messages of a stream, everything in them made. */
function decoded(stream, count) {
  const decoder = new FrameDecoder(network);
  const messages = [];
  for (const chunk of chunksOf(stream)) {
    decoder.push(chunk);
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) {
      if (messages.length === count) return messages;
      messages.push({ ...decodeFrame(frame, { network }) });
    }
  }
  return messages;
}
