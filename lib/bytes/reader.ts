import { RemoteProtocolError, type RemoteProtocolErrorCode } from '../errors.js';

/**
 * A cursor over a payload. It never reads past the end (`SHORT_PAYLOAD`), and what it hands out (`bytes`) is a copy, so
 * that a kept message does not keep the chunk alive in which it came.
 */
export class Reader {
  offset = 0;
  private readonly source: Uint8Array;
  private readonly view: DataView;

  constructor(
    source: Uint8Array,
    /** Some layouts depend on the version that both sides speak. */
    readonly protocolVersion: number,
  ) {
    // A Buffer's slice is a window and its subarray a Buffer: neither may leave this file.
    this.source = plainBytes(source);
    this.view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  }

  get remaining(): number {
    return this.source.length - this.offset;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  /** The next byte, which stays unread. */
  peek(): number {
    this.require(1);
    return this.view.getUint8(this.offset);
  }

  u16le(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u16be(): number {
    return this.view.getUint16(this.advance(2), false);
  }

  u32le(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  i32le(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  u64le(): bigint {
    return this.view.getBigUint64(this.advance(8), true);
  }

  i64le(): bigint {
    return this.view.getBigInt64(this.advance(8), true);
  }

  f64le(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  /** A copy of the next `length` bytes. */
  bytes(length: number): Uint8Array {
    if (length === 0) return NO_BYTES;
    const start = this.advance(length);
    return this.source.slice(start, start + length);
  }

  /** The next `length` bytes themselves, for those who look and let go. */
  window(length: number): Uint8Array {
    const start = this.advance(length);
    return this.source.subarray(start, start + length);
  }

  /** Throws unless `length` bytes are left. */
  require(length: number): void {
    if (length > this.remaining) this.fail('SHORT_PAYLOAD', `${length} bytes needed, ${this.remaining} left`);
  }

  fail(code: RemoteProtocolErrorCode, message: string): never {
    throw new RemoteProtocolError(code, message);
  }

  private advance(length: number): number {
    this.require(length);
    const start = this.offset;
    this.offset = start + length;
    return start;
  }
}

// One for all: a payload of four million empty witness items must not become four million objects.
const NO_BYTES = new Uint8Array(0);

/** The same bytes as a Uint8Array proper, where they came as a subclass (Node's Buffer). */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
