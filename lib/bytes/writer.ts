import { LocalProtocolError, type LocalProtocolErrorCode } from '../errors.js';

const INITIAL_BYTES = 256;

/** Grows as it is written to (doubling, so that a byte is moved at most twice on average). */
export class Writer {
  offset = 0;
  private target = new Uint8Array(INITIAL_BYTES);
  private view = new DataView(this.target.buffer);

  constructor(
    /** Some layouts depend on the version that both sides speak. */
    readonly protocolVersion: number,
    /** False writes transactions in the form before BIP144. */
    readonly witness: boolean = true,
  ) {}

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

  bytes(value: Uint8Array): void {
    const start = this.advance(value.length);
    this.target.set(value, start);
  }

  /** Room for `length` bytes that the caller fills before the next write. */
  window(length: number): Uint8Array {
    const start = this.advance(length);
    return this.target.subarray(start, start + length);
  }

  /** What was written, in a buffer of its own. */
  finish(): Uint8Array {
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
