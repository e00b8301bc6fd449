import type { Codec } from '../codec/codec.js';
import { writeCompactSize } from '../codec/compactSize.js';
import type { Hash } from '../codec/primitives.js';
import type { Writer } from '../codec/writer.js';

/**
 * What `plain`, a list of inventory items, writes, in one loop. Wherever a value is odd, what has been written is taken
 * back, and `plain` says what is wrong.
 */
export function writeInventory<T extends { type: number; hash: Hash }>(plain: Codec<T[]>, maxItems: number) {
  return (writer: Writer, items: T[]): void => {
    const start = writer.offset;
    if (Array.isArray(items) && items.length <= maxItems && writeItems(writer, items)) return;
    writer.offset = start;
    plain.write(writer, items);
  };
}

function writeItems(writer: Writer, items: readonly { type: number; hash: Hash }[]): boolean {
  writeCompactSize(writer, items.length);
  for (const item of items) {
    if (typeof item !== 'object' || item === null) return false;
    const { type, hash } = item;
    // A bigint would throw where it meets a number.
    if (typeof type !== 'number' || type >>> 0 !== type || typeof hash !== 'string' || hash.length !== 64) return false;
    writer.u32le(type);
    if (!writer.hash(hash)) return false;
  }
  return true;
}
