import type { RemoteProtocolErrorCode } from '../base/errors.js';
import type { Codec } from './codec.js';
import { MAX_COMPACT_SIZE, readCompactSize, writeCompactSize } from './compactSize.js';
import { hashAt, type Hash } from './hash.js';
import { show } from '../base/show.js';
import { readSize } from './readPart.js';
import type { Writer } from './writer.js';

export type { Hash } from './hash.js';

export const u8 = integer(1, 0, 0xff, 'u8');
export const u16le = integer(2, 0, 0xffff, 'u16le');
export const u16be = integer(2, 0, 0xffff, 'u16be');
export const u32le = integer(4, 0, 0xffff_ffff, 'u32le');
export const i32le = integer(4, -0x8000_0000, 0x7fff_ffff, 'i32le');
export const u64le = bigInteger(0n, 0xffff_ffff_ffff_ffffn, 'u64le');
export const i64le = bigInteger(-0x8000_0000_0000_0000n, 0x7fff_ffff_ffff_ffffn, 'i64le');

/** A finite IEEE 754 double. NaN and infinities error with `INVALID_VALUE`. */
export const f64le: Codec<number> = {
  minBytes: 8,
  fieldKind: 'f64le',
  read(reader) {
    const value = reader.f64le();
    if (!Number.isFinite(value)) reader.fail('INVALID_VALUE', `finite number expected, got ${value}`);
    return value;
  },
  write(writer, value) {
    if (!Number.isFinite(value)) writer.fail('INVALID_VALUE', `finite number expected, got ${show(value)}`);
    writer.f64le(value);
  },
};

/** One byte: 0 is false, every other value is true, as in Bitcoin Core. Encodes true as 1. */
export const bool: Codec<boolean> = {
  minBytes: 1,
  fieldKind: 'bool',
  read: (reader) => reader.u8() !== 0,
  write(writer, value) {
    if (typeof value !== 'boolean') writer.fail('INVALID_VALUE', `boolean expected, got ${show(value)}`);
    writer.u8(value ? 1 : 0);
  },
};

/** 32 bytes as a Hash: 64 hex digits, in reverse byte order. */
export const hash32: Codec<Hash> = {
  minBytes: 32,
  fieldKind: 'hash32',
  read: (reader) => hashAt(reader.source, reader.advance(32)),
  write(writer, value) {
    if (typeof value !== 'string' || value.length !== 64 || !writer.hash(value)) {
      writer.fail('INVALID_VALUE', `hash of 64 lower-case hex digits expected, got ${show(value)}`);
    }
  },
};

/** An integer in Bitcoin's variable-length form, at most MAX_COMPACT_SIZE. Only the shortest form is accepted. */
export const compactSize: Codec<number> = {
  minBytes: 1,
  fieldKind: 'compactSize',
  read: readCompactSize,
  write(writer, value) {
    requireInteger(writer, value, 0, MAX_COMPACT_SIZE);
    writeCompactSize(writer, value);
  },
};

/** Exactly `length` bytes. */
export function fixedBytes(length: number): Codec<Uint8Array> {
  return {
    minBytes: length,
    read: (reader) => reader.bytes(length),
    write(writer, value) {
      requireBytes(writer, value);
      if (value.length !== length) writer.fail('INVALID_VALUE', `${length} bytes expected, got ${value.length}`);
      writer.bytes(value);
    },
  };
}

/** Options of `varBytes`. */
export interface VarBytesOptions {
  /** Maximum length in bytes. Default MAX_COMPACT_SIZE. */
  maxBytes?: number;
  /** Code of the RemoteProtocolError for a longer value. Default `LIMIT_EXCEEDED`. */
  excessCode?: RemoteProtocolErrorCode;
}

/** A compactSize length and that number of bytes. The decoded bytes are a copy. */
export function varBytes({
  maxBytes = MAX_COMPACT_SIZE,
  excessCode = 'LIMIT_EXCEEDED',
}: VarBytesOptions = {}): Codec<Uint8Array> {
  return {
    minBytes: 1,
    read(reader) {
      const length = readSize(reader, 'length');
      if (length > maxBytes) reader.fail(excessCode, `${length} bytes, at most ${maxBytes} allowed`);
      return reader.bytes(length);
    },
    write(writer, value) {
      requireBytes(writer, value);
      if (value.length > maxBytes) writer.fail('LIMIT_EXCEEDED', `${value.length} bytes, at most ${maxBytes} allowed`);
      writeCompactSize(writer, value.length);
      writer.bytes(value);
    },
  };
}

/** All bytes up to the end of the payload, as a copy. */
export const remainingBytes: Codec<Uint8Array> = {
  minBytes: 0,
  read: (reader) => reader.bytes(reader.remaining),
  write(writer, value) {
    requireBytes(writer, value);
    writer.bytes(value);
  },
};

type NumberMethod = 'u8' | 'u16le' | 'u16be' | 'u32le' | 'i32le';

function integer(bytes: number, min: number, max: number, method: NumberMethod): Codec<number> {
  return {
    minBytes: bytes,
    fieldKind: method,
    read: (reader) => reader[method](),
    write(writer, value) {
      requireInteger(writer, value, min, max);
      writer[method](value);
    },
  };
}

function bigInteger(min: bigint, max: bigint, method: 'u64le' | 'i64le'): Codec<bigint> {
  return {
    minBytes: 8,
    fieldKind: method,
    read: (reader) => reader[method](),
    write(writer, value) {
      if (typeof value !== 'bigint' || value < min || value > max) {
        writer.fail('INVALID_VALUE', `bigint from ${min} to ${max} expected, got ${show(value)}`);
      }
      writer[method](value);
    },
  };
}

export function requireInteger(writer: Writer, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    writer.fail('INVALID_VALUE', `integer from ${min} to ${max} expected, got ${show(value)}`);
  }
}

export function requireBytes(writer: Writer, value: unknown): asserts value is Uint8Array {
  if (!(value instanceof Uint8Array)) writer.fail('INVALID_VALUE', `Uint8Array expected, got ${show(value)}`);
}
