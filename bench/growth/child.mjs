// What must not grow: node --expose-gc child.mjs NAME AMOUNT prints what one message, or one byte, costs with that much of it, in nanoseconds of
// processor time; age prints what is held, too.
import { ageing } from './age.mjs';
import { bytesInChunks } from './chunks.mjs';
import { amongPeers } from './peers.mjs';
import { besideSubscribers, ofUnknownCommands } from './subscribers.mjs';

const [name, amount, size] = process.argv.slice(2);
const MEASURES = {
  peers: amongPeers,
  subscribers: besideSubscribers,
  commands: ofUnknownCommands,
  chunks: bytesInChunks,
  age: ageing,
};
console.log(JSON.stringify(await MEASURES[name](Number(amount), Number(size))));
