import { block } from '../corpus/chain.mjs';
import { frame } from '../corpus/layout.mjs';
import { Random } from '../corpus/random.mjs';
import { reading } from '../decode/rxpeer.mjs';
import { chunkOf } from './chatter.mjs';
import { leastCost } from './leastCost.mjs';

/** A block of so many bytes in chunks of so many, each a window on the whole. */
export function bytesInChunks(chunkBytes, blockBytes) {
  const bytes = chunkOf([frame('block', block(new Random(6), blockBytes).bytes)]);
  const passes = chunkBytes < 16 ? 2 : 6;
  return { nanoseconds: leastCost(bytes.length, () => reading()(windows(bytes, chunkBytes)), passes) };
}

function* windows(bytes, length) {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
