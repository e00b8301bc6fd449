/** A bloom filter for filterload (BIP37) that contains these elements. */
export function murmurFilter(
  elements: readonly Uint8Array[],
  { bytes = 512, hashFunctions = 10, tweak = 0 }: { bytes?: number; hashFunctions?: number; tweak?: number } = {},
): { filter: Uint8Array; hashFunctions: number; tweak: number } {
  const filter = new Uint8Array(bytes);
  for (const element of elements) {
    for (let i = 0; i < hashFunctions; i++) {
      // BIP37: "nHashNum * 0xFBA4C795 + nTweak".
      const bit = murmur3(element, Math.imul(i, 0xfba4_c795) + tweak) % (bytes * 8);
      filter[bit >> 3]! |= 1 << (bit & 7);
    }
  }
  return { filter, hashFunctions, tweak };
}

/** MurmurHash3, x86, 32 bits (Austin Appleby). */
function murmur3(data: Uint8Array, seed: number): number {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const tail = data.length & ~3;
  let h = seed | 0;
  for (let i = 0; i < tail; i += 4) {
    h ^= scrambled(view.getUint32(i, true));
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe654_6b64;
  }
  let rest = 0;
  for (let i = data.length - 1; i >= tail; i--) rest = (rest << 8) | data[i]!;
  h ^= scrambled(rest) ^ data.length;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function scrambled(word: number): number {
  const k = Math.imul(word, 0xcc9e_2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
}
