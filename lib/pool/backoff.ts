export interface BackoffOptions {
  minMs: number;
  maxMs: number;
}

/**
 * How long to wait after so many failures in a row: twice as long as after the one before, between half and all of it by chance, so that
 * those who failed together do not come again together. From half of `minMs` to `maxMs`.
 */
export function backoffMs(
  failures: number,
  { minMs, maxMs }: BackoffOptions,
  random: (bytes: number) => Uint8Array,
): number {
  const wholeMs = Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS));
  const bytes = random(4);
  const chance = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) / 0x1_0000_0000;
  return wholeMs * (1 - chance / 2);
}

/** From 1 ms on it has then passed every delay that a timer can have. */
const MAX_DOUBLINGS = 31;
