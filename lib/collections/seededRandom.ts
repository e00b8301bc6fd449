/** A seeded random generator: the same seed and stream give the same numbers on every platform. Not for secrets. */
export interface SeededRandom {
  /** An integer from 0 to 0xffff_ffff. */
  readonly u32: () => number;
  /** An integer from 0 to `limit - 1`, with a slight bias towards small ones. */
  readonly below: (limit: number) => number;
  /** An array of `count` random bytes. */
  readonly bytes: (count: number) => Uint8Array;
}

/**
 * Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, a period of 2^32.
 *
 * @param stream the purpose of the numbers: each stream has its own sequence, so drawing from one stream does not change the others
 */
export function createSeededRandom(seed: number, stream: string): SeededRandom {
  let state = mix(seed, stream);

  function u32(): number {
    state = (state + 0x6d2b_79f5) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  }

  return {
    u32,
    below: (limit) => u32() % limit,
    bytes: (count) => Uint8Array.from({ length: count }, () => u32() & 0xff),
  };
}

/** FNV-1a over the name of the stream, with the seed in its initial value. */
function mix(seed: number, stream: string): number {
  let hash = (0x811c_9dc5 ^ seed) >>> 0;
  for (const character of stream) hash = Math.imul(hash ^ character.charCodeAt(0), 0x0100_0193) >>> 0;
  return hash;
}
