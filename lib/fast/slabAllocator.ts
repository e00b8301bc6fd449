/** The length of a slab: the memory that one short copy keeps alive. */
const SLAB_BYTES = 8192;

/** Longer copies get a buffer of their own. */
export const MAX_SLAB_COPY_BYTES = SLAB_BYTES / 4;

/** Up to this length a loop is faster than a view and a call of `set`. */
const MAX_LOOPED_BYTES = 128;

/**
 * Copies at most MAX_SLAB_COPY_BYTES into `slab`, which several copies share: allocating a separate buffer takes about 1 µs. A caller that
 * keeps one copy keeps the whole slab, SLAB_BYTES, in memory.
 *
 * @returns the offset of the copy in `slab`
 */
export function copyIntoSlab(source: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (used + length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    used = 0;
  }
  const at = used;
  if (length > MAX_LOOPED_BYTES) slab.set(length === source.length ? source : source.subarray(start, end), at);
  else for (let i = 0; i < length; i++) slab[at + i] = source[start + i]!;
  used += length;
  return at;
}

/** The slab of the last copy. */
export let slab: Uint8Array = new Uint8Array(0);
let used = SLAB_BYTES;
