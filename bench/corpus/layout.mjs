// The few layouts that the generator needs, written by hand: the benchmark's input does not come out of what it measures.
import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('f9beb4d9', 'hex');

export function sha256d(bytes) {
  return sha256(sha256(bytes));
}

export function u16be(value) {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

export function u32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

export function u64(value) {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

export function compactSize(value) {
  if (value < 0xfd) return Buffer.of(value);
  return value <= 0xffff ? Buffer.of(0xfd, value & 0xff, value >> 8) : Buffer.concat([Buffer.of(0xfe), u32(value)]);
}

/** A count and the items. */
export function list(items) {
  return Buffer.concat([compactSize(items.length), ...items]);
}

/** A length and the bytes. */
export function sized(bytes) {
  return Buffer.concat([compactSize(bytes.length), bytes]);
}

/** Header and payload, on Bitcoin's main network. */
export function frame(command, payload) {
  const bytes = Buffer.alloc(24 + payload.length);
  MAGIC.copy(bytes, 0);
  bytes.write(command, 4, 'latin1');
  bytes.writeUInt32LE(payload.length, 16);
  sha256d(payload).copy(bytes, 20, 0, 4);
  payload.copy(bytes, 24);
  return bytes;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest();
}
