/** V8 keeps arrays up to this length within its heap: made and filled in a fraction of the time that a buffer of their own takes. */
export const MAX_BYTES_IN_HEAP = 64;

/** The length of a slab: as little as may stay alive for one short piece of it, enough for some dozens of them. */
const SLAB_BYTES = 8192;

/** Longer pieces have a buffer of their own. */
export const MAX_PIECE_BYTES = SLAB_BYTES / 4;

// One for all: a payload of four million empty witness items must not become four million objects.
export const NO_BYTES: Uint8Array = new Uint8Array(0);

/**
 * A copy of these bytes, apart from the chunk in which they came. Up to MAX_BYTES_IN_HEAP, and from MAX_PIECE_BYTES on, it is a buffer of its
 * own; between them it is a place in a slab that it shares with others, since a buffer of its own costs ten times as much: whoever keeps
 * one such copy keeps SLAB_BYTES, no more.
 */
export function copyOf(source: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length === 0) return NO_BYTES;
  if (length <= MAX_BYTES_IN_HEAP) {
    const copy = new Uint8Array(length);
    for (let i = 0; i < length; i++) copy[i] = source[start + i]!;
    return copy;
  }
  if (length > MAX_PIECE_BYTES) return source.slice(start, end);
  const at = copyIntoSlab(source, start, end);
  return slab.subarray(at, at + length);
}

/** Copies at most MAX_PIECE_BYTES into `slab`, and says where they begin there: for those who need no view of their own on them. */
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

/** Below it a loop is faster than a view and a call. */
const MAX_LOOPED_BYTES = 128;

/** Where the last copy is. */
export let slab: Uint8Array = NO_BYTES;
let used = SLAB_BYTES;
