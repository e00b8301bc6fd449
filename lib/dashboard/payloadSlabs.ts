/** Some dozens of the payloads of a quiet conversation. */
const SLAB_BYTES = 4096;

/** Longer payloads have a buffer of their own. */
const MAX_SHARED_BYTES = SLAB_BYTES / 4;

/** Where a payload is kept. */
export interface KeptPayload {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly length: number;
}

/**
 * Copies of the payloads of one conversation, the short ones together in slabs: an array of bytes takes 200 more than it holds, and most
 * payloads are shorter than that. A slab goes with the last payload in it, so at most 4 KiB are kept of what is forgotten.
 */
export class PayloadSlabs {
  private slab = new Uint8Array(0);
  private used = 0;

  keep(payload: Uint8Array): KeptPayload {
    const { length } = payload;
    if (length > MAX_SHARED_BYTES) return { slab: new Uint8Array(payload), start: 0, length };
    if (this.used + length > this.slab.length) {
      this.slab = new Uint8Array(SLAB_BYTES);
      this.used = 0;
    }
    const { slab, used: start } = this;
    slab.set(payload, start);
    this.used += length;
    return { slab, start, length };
  }
}

/** The bytes of it: a window, to be read only. */
export function bytesOf({ slab, start, length }: KeptPayload): Uint8Array {
  return slab.subarray(start, start + length);
}
