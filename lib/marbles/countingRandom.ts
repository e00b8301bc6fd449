/**
 * Creates a predictable source of "random" bytes for tests. The first call returns the number `first` as little-endian bytes, and each
 * further call the next number. So the nonces of a peer or a conversation are 1n, 2n, 3n, in the order in which it draws them.
 *
 * @param first the number that the first call returns. Default 1
 */
export function countingRandom(first = 1): (bytes: number) => Uint8Array {
  let next = BigInt(first);
  return (bytes) => {
    const number = next++;
    return Uint8Array.from({ length: bytes }, (_, i) => Number((number >> BigInt(8 * i)) & 0xffn));
  };
}
