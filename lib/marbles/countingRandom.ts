/**
 * Random bytes that are none: the first call gives the number 1, the next 2, and so on, low byte first. So the nonces of a peer or
 * a conversation are 1n, 2n, 3n, in the order in which it makes them.
 */
export function countingRandom(first = 1): (bytes: number) => Uint8Array {
  let next = BigInt(first);
  return (bytes) => {
    const number = next++;
    return Uint8Array.from({ length: bytes }, (_, i) => Number((number >> BigInt(8 * i)) & 0xffn));
  };
}
