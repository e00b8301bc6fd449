import { fromHex } from '../../../lib/codec/hex.js';
import { concatBytes } from '../samples.js';

/** Bytes from parts: hex (spaces allowed), bytes, or numbers as one byte each. */
export function bytes(...parts: (string | Uint8Array | number)[]): Uint8Array {
  return concatBytes(parts.map(bytesOfPart));
}

function bytesOfPart(part: string | Uint8Array | number): Uint8Array {
  if (typeof part === 'number') return Uint8Array.of(part);
  return typeof part === 'string' ? fromHex(part.replaceAll(' ', '')) : part;
}

export { concatBytes as concat };

/** A CompactSize, implemented independently of the code under test. */
export function size(count: number): Uint8Array {
  if (count < 0xfd) return Uint8Array.of(count);
  if (count <= 0xffff) return Uint8Array.of(0xfd, count, count >> 8);
  return Uint8Array.of(0xfe, count, count >> 8, count >> 16, count >>> 24);
}

/** The same bytes in the middle of a larger buffer. */
export function padded(content: Uint8Array): Uint8Array {
  const buffer = new Uint8Array(content.length + 16).fill(0xa5);
  buffer.set(content, 7);
  return buffer.subarray(7, 7 + content.length);
}

/** The same, as a Buffer of Node's pool. */
export function paddedBuffer(content: Uint8Array): Buffer {
  const buffer = Buffer.alloc(content.length + 16, 0xa5);
  buffer.set(content, 5);
  return buffer.subarray(5, 5 + content.length);
}

/** Pieces of at most `length` bytes. */
export function chunks(content: Uint8Array, length: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(content.length / length) }, (_, i) =>
    content.subarray(i * length, (i + 1) * length),
  );
}

/** Every byte array in a value, at any depth. */
export function bytesWithin(value: unknown): Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesWithin) : [];
}
