export interface BackoffOptions {
  /** The pause after the first failure, before randomisation. */
  minMs: number;
  /** The longest pause. */
  maxMs: number;
}

/**
 * The pause in ms after a number of consecutive failures: exponential backoff with jitter. It doubles with each failure up to `maxMs`; the
 * result is a random value between 50 % and 100 % of it, so that simultaneous failures are not retried at the same time.
 */
export function backoffMs(
  failures: number,
  { minMs, maxMs }: BackoffOptions,
  random: (bytes: number) => Uint8Array,
): number {
  const fullMs = Math.min(maxMs, minMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS));
  const bytes = random(4);
  const chance = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true) / 0x1_0000_0000;
  return fullMs * (1 - chance / 2);
}

/** 1 ms doubled 31 times is longer than the longest delay of a timer. */
const MAX_DOUBLINGS = 31;
