import { RemoteProtocolError, type RemoteProtocolErrorCode } from '../base/errors.js';
import type { FieldRecorder } from './fieldRecorder.js';

/**
 * Reads a payload from its start. Reading past the end errors with `SHORT_PAYLOAD`. `bytes` returns a copy, so that a stored message does
 * not keep the chunk in memory from which it was decoded.
 */
export class Reader {
  offset = 0;
  readonly source: Uint8Array;
  /** `source.length`: reading a field is faster than the getter of a typed array. */
  private readonly length: number;

  constructor(
    source: Uint8Array,
    /** The protocol version that both sides use; some layouts depend on it. */
    readonly protocolVersion: number,
    /** Records the fields that are read. Undefined: nothing is recorded. */
    readonly recorder?: FieldRecorder,
  ) {
    // Buffer.slice returns a view and Buffer.subarray a Buffer: neither may be returned from here.
    this.source = plainBytes(source);
    this.length = source.length;
  }

  get remaining(): number {
    return this.length - this.offset;
  }

  u8(): number {
    return this.source[this.advance(1)]!;
  }

  /** The next byte; the offset is not advanced. */
  peek(): number {
    this.require(1);
    return this.source[this.offset]!;
  }

  u16le(): number {
    const start = this.advance(2);
    return this.source[start]! | (this.source[start + 1]! << 8);
  }

  u16be(): number {
    const start = this.advance(2);
    return (this.source[start]! << 8) | this.source[start + 1]!;
  }

  u32le(): number {
    return this.i32le() >>> 0;
  }

  i32le(): number {
    const { source } = this;
    const start = this.advance(4);
    return source[start]! | (source[start + 1]! << 8) | (source[start + 2]! << 16) | (source[start + 3]! << 24);
  }

  u64le(): bigint {
    this.fillEight();
    return EIGHT_BYTES.getBigUint64(0, true);
  }

  i64le(): bigint {
    this.fillEight();
    return EIGHT_BYTES.getBigInt64(0, true);
  }

  f64le(): number {
    this.fillEight();
    return EIGHT_BYTES.getFloat64(0, true);
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    const start = this.advance(length);
    return length === 0 ? NO_BYTES : this.source.slice(start, start + length);
  }

  /** A view of the next `length` bytes, for callers that do not store it. */
  window(length: number): Uint8Array {
    const start = this.advance(length);
    return this.source.subarray(start, start + length);
  }

  /** Advances the offset by `length` bytes. Returns the offset before. */
  advance(length: number): number {
    const start = this.offset;
    if (length > this.length - start) this.require(length);
    this.offset = start + length;
    return start;
  }

  /** Errors with `SHORT_PAYLOAD` unless `length` bytes are left. */
  require(length: number): void {
    if (length > this.remaining) this.fail('SHORT_PAYLOAD', `${length} bytes needed, ${this.remaining} left`);
  }

  fail(code: RemoteProtocolErrorCode, message: string): never {
    throw new RemoteProtocolError(code, message);
  }

  private fillEight(): void {
    this.require(8);
    EIGHT_BYTES.setInt32(0, this.i32le(), true);
    EIGHT_BYTES.setInt32(4, this.i32le(), true);
  }
}

/** Shared by all empty fields: a payload of four million empty witness items must not allocate four million arrays. */
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Scratch memory of u64le, i64le and f64le. */
const EIGHT_BYTES = new DataView(new ArrayBuffer(8));

/** The same bytes as a plain Uint8Array: a view if they are of a subclass, such as Node's Buffer. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
