import { LocalProtocolError, type LocalProtocolErrorCode } from '../base/errors.js';
import { writeHash } from './hash.js';

const INITIAL_BYTES = 1024;

/** A larger one is not kept for the next writer. */
const MAX_SPARE_BYTES = 64 * 1024;

/** Grows as it is written to (doubling, so that a byte is moved at most twice on average). */
export class Writer {
  offset = 0;
  private target: Uint8Array<ArrayBuffer>;
  private view: DataView;

  constructor(
    /** Some layouts depend on the version that both sides speak. */
    readonly protocolVersion: number,
    /** False writes transactions in the form before BIP144. */
    readonly witness: boolean = true,
  ) {
    this.target = spare?.target ?? new Uint8Array(INITIAL_BYTES);
    this.view = spare?.view ?? new DataView(this.target.buffer);
    // Taken: a writer that is made before this one has finished gets another.
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

  /** 64 digits as the 32 bytes that they are on the wire, the other way round; false, and nothing written, where one is no digit. */
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

  /** Leaves room for that many bytes, which hold anything until they are filled in where they were written. */
  skip(length: number): void {
    this.advance(length);
  }

  /** Room for `length` bytes that the caller fills, all of them, before the next write. */
  window(length: number): Uint8Array {
    const start = this.advance(length);
    return this.target.subarray(start, start + length);
  }

  /** What was written so far, where it stands: gone with the next write. */
  written(): Uint8Array {
    return this.target.subarray(0, this.offset);
  }

  /** What was written, in a buffer of its own; the last that is asked of a writer. */
  finish(): Uint8Array {
    if (this.target.length <= MAX_SPARE_BYTES) {
      // Nine of ten messages are short, and their buffer costs more than their bytes.
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

  /** Makes room; the view may be another one afterwards, so it is looked up behind this call. */
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

/** Up to here a loop takes less than the call of `set`, and most scripts are shorter. */
const MAX_LOOP_BYTES = 40;

/** What the last writer wrote to. */
let spare: Room | undefined;

interface Room {
  readonly target: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
}
