import { LocalProtocolError, type LocalProtocolErrorCode } from '../base/errors.js';
import { writeHash } from './hash.js';

const INITIAL_BYTES = 1024;

/** A larger buffer is not kept for the next writer. */
const MAX_SPARE_BYTES = 64 * 1024;

/**
 * Appends encoded values to a buffer. The buffer doubles when it is full, so a byte is moved at most twice on average.
 *
 * The buffer of the last finished writer is kept for the next one if it has at most MAX_SPARE_BYTES.
 */
export class Writer {
  offset = 0;
  private target: Uint8Array<ArrayBuffer>;
  private view: DataView;

  constructor(
    /** The protocol version that both sides use; some layouts depend on it. */
    readonly protocolVersion: number,
    /** False: transactions are encoded without witnesses, in the form before BIP144. */
    readonly witness: boolean = true,
  ) {
    this.target = spare?.target ?? new Uint8Array(INITIAL_BYTES);
    this.view = spare?.view ?? new DataView(this.target.buffer);
    // The spare buffer is in use: a writer that is created before this one has finished allocates its own buffer.
    spare = undefined;
  }

  u8(value: number): void {
    const start = this.advance(1);
    this.view.setUint8(start, value);
  }

  u16le(value: number): void {
    const start = this.advance(2);
    this.view.setUint16(start, value, true);
  }

  u16be(value: number): void {
    const start = this.advance(2);
    this.view.setUint16(start, value, false);
  }

  u32le(value: number): void {
    const start = this.advance(4);
    this.view.setUint32(start, value, true);
  }

  i32le(value: number): void {
    const start = this.advance(4);
    this.view.setInt32(start, value, true);
  }

  u64le(value: bigint): void {
    const start = this.advance(8);
    this.view.setBigUint64(start, value, true);
  }

  i64le(value: bigint): void {
    const start = this.advance(8);
    this.view.setBigInt64(start, value, true);
  }

  f64le(value: number): void {
    const start = this.advance(8);
    this.view.setFloat64(start, value, true);
  }

  /** Writes 64 hex digits as 32 bytes in reverse order. Returns false and writes nothing if a character is not a digit. */
  hash(digits: string): boolean {
    const start = this.advance(32);
    if (writeHash(this.target, start, digits)) return true;
    this.offset = start;
    return false;
  }

  bytes(value: Uint8Array): void {
    const { length } = value;
    const start = this.advance(length);
    const { target } = this;
    if (length > MAX_LOOP_BYTES) target.set(value, start);
    else for (let i = 0; i < length; i++) target[start + i] = value[i]!;
  }

  /** Reserves `length` bytes. Their content is undefined until the caller sets them in `written()`. */
  skip(length: number): void {
    this.advance(length);
  }

  /** A view of the next `length` bytes. The caller must set all of them before the next write. */
  window(length: number): Uint8Array {
    const start = this.advance(length);
    return this.target.subarray(start, start + length);
  }

  /** A view of the bytes written so far, valid until the next write. */
  written(): Uint8Array {
    return this.target.subarray(0, this.offset);
  }

  /** The bytes written, in a buffer that belongs to the caller. The writer must not be used after this call. */
  finish(): Uint8Array {
    if (this.target.length <= MAX_SPARE_BYTES) {
      // 90 % of messages are short: allocating their buffer takes longer than copying their bytes.
      spare = { target: this.target, view: this.view };
      return this.target.slice(0, this.offset);
    }
    return this.target.length - this.offset > this.target.length >> 2
      ? this.target.slice(0, this.offset)
      : this.target.subarray(0, this.offset);
  }

  fail(code: LocalProtocolErrorCode, message: string): never {
    throw new LocalProtocolError(code, message);
  }

  /** Reserves `length` bytes and returns their offset. It may replace `target` and `view`, so callers read these fields after the call. */
  private advance(length: number): number {
    const start = this.offset;
    this.offset = start + length;
    if (this.offset > this.target.length) this.grow();
    return start;
  }

  private grow(): void {
    const larger = new Uint8Array(Math.max(this.offset, 2 * this.target.length));
    larger.set(this.target);
    this.target = larger;
    this.view = new DataView(larger.buffer);
  }
}

/** Up to this length a loop is faster than the call of `set`. Most scripts are shorter. */
const MAX_LOOP_BYTES = 40;

/** The buffer of the last finished writer. */
let spare: SpareBuffer | undefined;

interface SpareBuffer {
  readonly target: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
}
