import { NO_BYTES } from '../codec/reader.js';

/** The sizes of the buffers that are kept for other frames: 64 KiB to 1 MiB, 1.94 MiB together. */
const KEPT_SIZES: ReadonlySet<number> = new Set([1, 2, 4, 8, 16].map((factor) => factor * 65_536));

/** At most one buffer of each size, for all connections. Frames have outgrown them, so no caller refers to them. */
const kept = new Map<number, Uint8Array>();

/**
 * Collects the bytes of a frame or packet that is split over chunks. The buffer grows with the bytes that have arrived, to less than twice
 * their number, so a declared length allocates nothing, and a byte is moved at most twice on average.
 *
 * A block of 2 MB in chunks of 64 KiB outgrows five buffers. They are kept for the next block: otherwise a process that reads blocks needs
 * 4 MiB more (Node 20).
 */
export class GatherBuffer {
  /** The first `length` bytes have arrived. The others are undefined: zeros, or bytes of another frame. */
  bytes = NO_BYTES;
  /** The number of bytes that have arrived. */
  length = 0;

  /**
   * Adds bytes of a chunk, which are copied.
   *
   * @param wanted the length at which the caller takes the bytes
   */
  append(chunk: Uint8Array, start: number, end: number, wanted: number): void {
    const needed = this.length + end - start;
    if (needed > this.bytes.length) this.grow(needed, wanted);
    this.bytes.set(chunk.subarray(start, end), this.length);
    this.length = needed;
  }

  /** The bytes when `wanted` of them have arrived. The caller owns them, and the next bytes are those of another frame. */
  take(): Uint8Array {
    const { bytes } = this;
    this.bytes = NO_BYTES;
    this.length = 0;
    return bytes;
  }

  private grow(needed: number, wanted: number): void {
    const outgrown = this.bytes;
    this.bytes = allocate(needed, wanted);
    this.bytes.set(outgrown.subarray(0, this.length));
    if (KEPT_SIZES.has(outgrown.length)) kept.set(outgrown.length, outgrown);
  }
}

/** A buffer of the next power of two, or of `wanted` bytes: that one is new, because the caller will own it. */
function allocate(needed: number, wanted: number): Uint8Array {
  const size = 2 ** (32 - Math.clz32(needed - 1));
  if (size >= wanted) return new Uint8Array(wanted);
  const found = kept.get(size);
  if (found === undefined) return new Uint8Array(size);
  kept.delete(size);
  return found;
}
