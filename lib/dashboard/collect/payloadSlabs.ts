/** Holds a few dozen payloads of typical control messages. */
const SLAB_BYTES = 4096;

/** A longer payload gets a buffer of its own. */
const MAX_SHARED_BYTES = SLAB_BYTES / 4;

/** The location of a stored payload. */
export interface StoredPayload {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly length: number;
}

/**
 * Stores copies of the payloads of one connection. Short payloads share slabs of 4 KiB: a Uint8Array of its own costs about 200 bytes
 * beyond its content, and most payloads are shorter than that.
 *
 * A slab is garbage collected when all its payloads have been evicted. Since the oldest payloads are evicted first, at most one slab is
 * kept alive beyond the stored payloads.
 */
export class PayloadSlabs {
  private slab = new Uint8Array(0);
  private usedBytes = 0;

  store(payload: Uint8Array): StoredPayload {
    const { length } = payload;
    if (length > MAX_SHARED_BYTES) return { slab: new Uint8Array(payload), start: 0, length };
    if (this.usedBytes + length > this.slab.length) {
      this.slab = new Uint8Array(SLAB_BYTES);
      this.usedBytes = 0;
    }
    const { slab, usedBytes: start } = this;
    slab.set(payload, start);
    this.usedBytes += length;
    return { slab, start, length };
  }
}

/** The bytes of a stored payload: a view of the slab. Do not write to it, and copy it to keep it. */
export function payloadBytes({ slab, start, length }: StoredPayload): Uint8Array {
  return slab.subarray(start, start + length);
}
