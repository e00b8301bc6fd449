// Asserts that the subscriber of `rxpeerReadAll` makes the library decode everything: node checkReads.mjs FILE prints the number of objects checked.
//
// The subscriber reads the fields of a message but does not visit every item of its lists, because visiting them would cost more than some
// messages cost to decode and would hide differences between two versions. So a field or an item that is decoded on access would not be
// counted. This check fails for such a library: after the read, everything that can be reached from a message is a data property.
import { chunksOf } from '../corpus/store.mjs';
import { decodeAll, READERS } from './rxpeer.mjs';

/** Two blocks, or some thousand messages of the other streams. */
const MAX_BYTES = 4_000_000;

const [file] = process.argv.slice(2);
let checked = 0;
decodeAll(firstChunks(), (message) => {
  READERS.rxpeerReadAll(message);
  checkPlain(message, message.command);
});
if (checked === 0) throw new Error(`${file} holds no message in its first ${MAX_BYTES} bytes`);
console.log(JSON.stringify({ checked }));

function* firstChunks() {
  let bytes = 0;
  for (const chunk of chunksOf(file)) {
    yield chunk;
    bytes += chunk.length;
    if (bytes >= MAX_BYTES) return;
  }
}

function checkPlain(value, path) {
  if (typeof value === 'function') throw new Error(`${path} is a function`);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  if (![Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value)))
    throw new Error(`${path} is an instance of ${value.constructor?.name}, which may decode on access`);
  checked += 1;
  for (const [name, { get, value: child }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    if (get !== undefined) throw new Error(`${path}.${name} is a getter after it was read`);
    checkPlain(child, `${path}.${name}`);
  }
}
