import type { Codec } from './codec.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/** Bitcoin Core's MAX_SIZE (serialize.h): the maximum of each count and length in a message. */
export const MAX_COMPACT_SIZE = 0x0200_0000;

/** Reads a count or a length. Errors with `NON_CANONICAL` if a shorter form exists, `LIMIT_EXCEEDED` above MAX_COMPACT_SIZE. */
export function readCompactSize(reader: Reader): number {
  const first = reader.u8();
  if (first < 0xfd) return first;
  let size: number;
  if (first === 0xfd) {
    size = reader.u16le();
    if (size < 0xfd) notCanonical(reader, size);
  } else if (first === 0xfe) {
    size = reader.u32le();
    if (size <= 0xffff) notCanonical(reader, size);
  } else {
    const large = reader.u64le();
    if (large <= 0xffff_ffffn) notCanonical(reader, large);
    return reader.fail('LIMIT_EXCEEDED', `size ${large}, at most ${MAX_COMPACT_SIZE} allowed`);
  }
  if (size > MAX_COMPACT_SIZE) reader.fail('LIMIT_EXCEEDED', `size ${size}, at most ${MAX_COMPACT_SIZE} allowed`);
  return size;
}

export function writeCompactSize(writer: Writer, size: number): void {
  if (size < 0xfd) {
    writer.u8(size);
  } else if (size <= 0xffff) {
    writer.u8(0xfd);
    writer.u16le(size);
  } else {
    writer.u8(0xfe);
    writer.u32le(size);
  }
}

/** A value of 64 bits in the form of a compactSize, without the limit of a size: the services of BIP155. */
export const compactSize64: Codec<bigint> = {
  minBytes: 1,
  fieldKind: 'compactSize',
  read(reader) {
    const first = reader.u8();
    if (first < 0xfd) return BigInt(first);
    const [value, least] =
      first === 0xfd
        ? [BigInt(reader.u16le()), 0xfdn]
        : first === 0xfe
          ? [BigInt(reader.u32le()), 0x1_0000n]
          : [reader.u64le(), 0x1_0000_0000n];
    if (value < least) notCanonical(reader, value);
    return value;
  },
  write(writer, value) {
    if (typeof value !== 'bigint' || value < 0n || value > 0xffff_ffff_ffff_ffffn) {
      writer.fail('INVALID_VALUE', `bigint from 0 to 18446744073709551615 expected, got ${String(value)}`);
    }
    if (value <= 0xffff_ffffn) {
      writeCompactSize(writer, Number(value));
    } else {
      writer.u8(0xff);
      writer.u64le(value);
    }
  },
};

function notCanonical(reader: Reader, value: number | bigint): never {
  return reader.fail('NON_CANONICAL', `size ${value} not in its shortest form`);
}
