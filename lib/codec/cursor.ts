import { MAX_COMPACT_SIZE } from './compactSize.js';
import { i32leAt } from './numbersAt.js';
import type { Pieces } from './pieces.js';

/**
 * A place in bytes, for readers that are written for speed: it neither checks nor throws. `skim`s go over the bytes first and ask `isInside`;
 * what they have let by is then read without a question. A `Reader` is the one that says what is wrong.
 */
export class Cursor {
  constructor(
    readonly source: Uint8Array,
    public at: number,
    readonly end: number,
  ) {}

  /** False where something was read, or stepped over, that is not there. */
  get isInside(): boolean {
    return this.at <= this.end;
  }

  /** A count or a length; -1 where it is cut, not in its shortest form, or above MAX_COMPACT_SIZE. */
  size(): number {
    const { source, at } = this;
    if (at >= this.end) return -1;
    const first = source[at]!;
    this.at = at + 1;
    if (first < 0xfd) return first;
    if (first === 0xfd) {
      this.at = at + 3;
      const size = source[at + 1]! | (source[at + 2]! << 8);
      return this.isInside && size >= 0xfd ? size : -1;
    }
    if (first === 0xff) return -1;
    this.at = at + 1;
    const size = this.u32();
    return this.isInside && size > 0xffff && size <= MAX_COMPACT_SIZE ? size : -1;
  }

  u8(): number {
    return this.source[this.at++]!;
  }

  u16be(): number {
    return (this.u8() << 8) | this.u8();
  }

  u32(): number {
    return this.i32() >>> 0;
  }

  i32(): number {
    this.at += 4;
    return i32leAt(this.source, this.at - 4);
  }

  u64(): bigint {
    EIGHT_BYTES.setInt32(0, this.i32(), true);
    EIGHT_BYTES.setInt32(4, this.i32(), true);
    return EIGHT_BYTES.getBigUint64(0, true);
  }

  i64(): bigint {
    return BigInt.asIntN(64, this.u64());
  }

  /** The next `length` bytes, out of these pieces of the source. */
  bytes(pieces: Pieces, length: number): Uint8Array {
    this.at += length;
    return pieces.part(this.at - length, length);
  }

  /** As many bytes as are said first, out of these pieces of the source. */
  sizedBytes(pieces: Pieces): Uint8Array {
    const { source, at } = this;
    const first = source[at]!;
    if (first >= 0xfd) return this.bytes(pieces, this.size());
    this.at = at + 1 + first;
    return pieces.part(at + 1, first);
  }

  /** Steps over as many bytes as are said first; false where that is cut or too large. */
  skipSized(maxBytes: number): boolean {
    const { source, at } = this;
    const first = source[at]!;
    // Nearly all of a block's are that short: a tenth of what it costs to go over one.
    if (first < 0xfd && first <= maxBytes) {
      this.at = at + 1 + first;
      return this.at <= this.end;
    }
    const size = this.size();
    if (size < 0 || size > maxBytes) return false;
    this.at += size;
    return this.at <= this.end;
  }
}

/** Eight bytes on their way into a bigint. */
const EIGHT_BYTES = new DataView(new ArrayBuffer(8));
