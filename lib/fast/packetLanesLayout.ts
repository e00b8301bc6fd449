/** The most packets that are opened at a time, and the lengths for which `LengthMasks` has masks. */
export const MAX_BATCH_PACKETS = 64;

/** The most bytes of packets that are opened at a time. */
export const MAX_BATCH_BYTES = 32 * 1024;

/** Offsets in the memory of the lanes, in bytes. Each part is written and read within one call. */
export const PLACES = {
  /** The key, 32 bytes, and after it the number of earlier keys, as u64. */
  key: 0,
  /** For `mask`: 16 bytes of ones, then 16 of zeros. */
  mask: 64,
  /** The tag that a packet should have. */
  tag: 96,
  /** By packet: the number of its blocks of keystream, as u32. */
  blocks: 128,
  /** By packet: the length of its text, as u32. */
  lengths: 128 + 4 * (MAX_BATCH_PACKETS + 4),
  /** The packets. */
  packets: 1024,
  /** Keystream of each packet: first the block whose first 32 bytes are the key of Poly1305, then the blocks that encrypt the text. */
  keystream: 1024 + MAX_BATCH_BYTES + 64,
} as const;

/** Pages of 64 KiB. The keystream of a packet is longer than the packet by at most 63 bytes of padding and a block. */
export const PAGES = Math.ceil((PLACES.keystream + MAX_BATCH_BYTES + MAX_BATCH_PACKETS * 128 + 256) / 65536);
