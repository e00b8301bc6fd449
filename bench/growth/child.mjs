// Measures what must not grow: node --expose-gc child.mjs NAME AMOUNT [SIZE] prints the processor time per message, or per byte, in nanoseconds.
// `age` prints the heap size too.
import { measureAge } from './age.mjs';
import { bytesInChunks } from './chunks.mjs';
import { amongPeers } from './peers.mjs';
import { besideSubscribers, ofUnknownCommands } from './subscribers.mjs';

const [name, amount, size] = process.argv.slice(2);
const MEASURES = {
  peers: amongPeers,
  subscribers: besideSubscribers,
  commands: ofUnknownCommands,
  chunks: bytesInChunks,
  age: measureAge,
};
console.log(JSON.stringify(await MEASURES[name](Number(amount), Number(size))));
