import { Buffer } from 'node:buffer';

/** Gives the first `length` of these bytes as a text, a character each, by Node's own Buffer; `#latin1` under the condition `node`. */
export function latin1Reader(bytes: Uint8Array): (length: number) => string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return (length) => buffer.toString('latin1', 0, length);
}
