/** A place in a table of 2 ** `bits`, for what begins with these words: those of remotes are spread over it as well as any. */
export function placeIn(bits: number, a: number, b: number, c = 0): number {
  return Math.imul(a ^ Math.imul(b, 0x2c1b_3c6d) ^ Math.imul(c, 0x297a_2d39), 0x9e37_79b1) >>> (32 - bits);
}
