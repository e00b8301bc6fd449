// Seeded random numbers: the same seed gives the same bytes on every machine.

/** xoshiro128** by Blackman and Vigna (public domain), seeded by splitmix32. */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => scramble(seed + (i + 1) * 0x9e3779b9));
  }

  /** An integer from 0 to 2^32 - 1. */
  u32() {
    const s = this.#state;
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return result;
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  fraction() {
    return this.u32() / 0x1_0000_0000;
  }

  /** An integer from 0 to `limit` - 1. */
  below(limit) {
    return Math.floor(this.fraction() * limit);
  }

  /** True with this probability. */
  chance(probability) {
    return this.fraction() < probability;
  }

  /** An integer from 1 to `max`, with a distribution that favours small values more the greater `skew` is. */
  count(max, skew) {
    return 1 + Math.floor(this.fraction() ** skew * max);
  }

  /** @param {readonly T[]} items @template T */
  oneOf(items) {
    return items[this.below(items.length)];
  }

  bytes(length) {
    const bytes = Buffer.allocUnsafe(length);
    let i = 0;
    for (; i + 4 <= length; i += 4) bytes.writeUInt32LE(this.u32(), i);
    for (; i < length; i++) bytes[i] = this.u32();
    return bytes;
  }
}

function rotate(value, bits) {
  return (value << bits) | (value >>> (32 - bits));
}

function scramble(value) {
  let mixed = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}
