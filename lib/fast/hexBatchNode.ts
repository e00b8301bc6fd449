import { Buffer } from 'node:buffer';
import { HASH_BYTES } from '../codec/hash.js';
import { createHexLanes, type HexBatch } from './hexWasm.js';

/**
 * `#hexBatch` under the condition `node`. Undefined in a runtime without WebAssembly with SIMD.
 *
 * @param maxHashes the most hashes of one conversion: the lanes' memory has 64 KiB
 */
export function createHexBatch(maxHashes: number): HexBatch | undefined {
  const lanes = createHexLanes();
  if (lanes === undefined) return undefined;
  const hashDigits = 2 * HASH_BYTES;
  // The bytes to convert are stored after the digits.
  const input = hashDigits * maxHashes;
  return {
    convert(source, start, rows, rowBytes, hashesPerRow) {
      lanes.memory.set(source.subarray(start, start + (rows - 1) * rowBytes + HASH_BYTES * hashesPerRow), input);
      for (let i = 0; i < hashesPerRow; i++) {
        lanes.run(input + HASH_BYTES * i, hashDigits * i, rows, rowBytes, hashDigits * hashesPerRow);
      }
    },
    digits: latin1Bytes(lanes.memory),
  };
}

/**
 * The same bytes as an object with `latin1Slice`, which reads a range as a string, one character per byte. Callers call the method itself: a
 * function around it takes 15 ns more per string (Node 20).
 */
export function latin1Bytes(bytes: Uint8Array): HexBatch['digits'] {
  // `latin1Slice` is what `toString('latin1')` calls after it has checked its arguments, which takes 10 % of decoding headers (Node 20).
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as Buffer & HexBatch['digits'];
  if (typeof buffer.latin1Slice === 'function') return buffer;
  return { latin1Slice: (start, end) => buffer.toString('latin1', start, end) };
}
