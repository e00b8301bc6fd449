import { Buffer } from 'node:buffer';

/**
 * Returns a function that converts a range of these bytes to a string, one character per byte. The module `#latin1` under the condition `node`.
 */
export function latin1Slicer(bytes: Uint8Array): ((start: number, end: number) => string) | undefined {
  // `latin1Slice` is what `toString('latin1')` calls after it has checked its arguments, which takes 10 % of decoding headers (Node 20).
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) as Buffer & LatinSlice;
  return typeof buffer.latin1Slice === 'function'
    ? (start, end) => buffer.latin1Slice(start, end)
    : (start, end) => buffer.toString('latin1', start, end);
}

/** In every version of Node, but not in its types before version 22. */
interface LatinSlice {
  latin1Slice(start: number, end: number): string;
}
