import { block } from '../corpus/chain.mjs';
import { frame } from '../corpus/layout.mjs';
import { Random } from '../corpus/random.mjs';
import { decodeAll, READERS } from '../decode/rxpeer.mjs';
import { minCost } from './minCost.mjs';
import { chunkOf } from './smallMessages.mjs';

/** Decodes a block of `blockBytes` in chunks of `chunkBytes`, each a view of the whole block. */
export function bytesInChunks(chunkBytes, blockBytes) {
  const bytes = chunkOf([frame('block', block(new Random(6), blockBytes).bytes)]);
  const passes = chunkBytes < 16 ? 2 : 6;
  const pass = () => decodeAll(chunkViews(bytes, chunkBytes), READERS.rxpeerUnread);
  return { nanoseconds: minCost(bytes.length, pass, passes) };
}

function* chunkViews(bytes, length) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
