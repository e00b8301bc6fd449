// The few layouts that the generator needs, written by hand, so that the benchmark's input does not depend on the library that it measures.
import { createHash } from 'node:crypto';

export const MAINNET_MAGIC = Buffer.from('f9beb4d9', 'hex');
export const REGTEST_MAGIC = Buffer.from('fabfb5da', 'hex');

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

/** A compactSize count, then the items. */
export function list(items) {
  return Buffer.concat([compactSize(items.length), ...items]);
}

/** A compactSize length, then the bytes. */
export function sized(bytes) {
  return Buffer.concat([compactSize(bytes.length), bytes]);
}

/** A v1 header, then the payload. */
export function frame(command, payload, magic = MAINNET_MAGIC) {
  const bytes = Buffer.alloc(24 + payload.length);
  magic.copy(bytes, 0);
  bytes.write(command, 4, 'latin1');
  bytes.writeUInt32LE(payload.length, 16);
  sha256d(payload).copy(bytes, 20, 0, 4);
  payload.copy(bytes, 24);
  return bytes;
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest();
}
