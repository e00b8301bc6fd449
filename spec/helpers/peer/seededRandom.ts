/** Random bytes that are the same in every run (mulberry32). */
export function seededRandom(seed: number): (bytes: number) => Uint8Array {
  let state = seed;

  function next(): number {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) & 0xff;
  }

  return (bytes) => Uint8Array.from({ length: bytes }, next);
}
