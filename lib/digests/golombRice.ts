import { RemoteProtocolError } from '../base/errors.js';

/**
 * Encodes ascending integers as a stream of bits. For each difference: its quotient by 2^p in unary (ones, then a zero), then its lower p
 * bits. The highest bit of a byte is first; the last byte is padded with zeros. Source: BIP158, "Golomb-Rice Coding".
 */
export function encodeGolombRice(ascending: readonly number[], p: number): Uint8Array {
  const unit = 2 ** p;
  // The sum of all unary parts is at most the quotient of the last number.
  const maxBits = ascending.length * (p + 1) + Math.floor((ascending.at(-1) ?? 0) / unit);
  const bytes = new Uint8Array(Math.ceil(maxBits / 8));
  let position = 0;
  let last = 0;
  for (const value of ascending) {
    const difference = value - last;
    for (let ones = Math.floor(difference / unit); ones > 0; ones--) push(1);
    push(0);
    const remainder = difference % unit;
    for (let bit = p - 1; bit >= 0; bit--) push((remainder >> bit) & 1);
    last = value;
  }
  return bytes.slice(0, Math.ceil(position / 8));

  function push(bit: number): void {
    bytes[position >> 3]! |= bit << (7 - (position & 7));
    position += 1;
  }
}

/**
 * Decodes `count` integers from a stream of bits, one at a time; it stores only the last one.
 *
 * Errors with RemoteProtocolError `SHORT_PAYLOAD` when the bits end too early, `LEFTOVER` when whole bytes follow the last integer
 * (Bitcoin Core, blockfilter.cpp GCSFilter: "encoded_filter contains excess data").
 */
export function* decodeGolombRice(bytes: Uint8Array, count: number, p: number): Generator<number, void, undefined> {
  const unit = 2 ** p;
  const totalBits = bytes.length * 8;
  if (count * (p + 1) > totalBits) {
    throw new RemoteProtocolError('SHORT_PAYLOAD', `${count * (p + 1)} bits needed, ${totalBits} left`);
  }
  let position = 0;
  let value = 0;
  for (let i = 0; i < count; i++) {
    while (next() === 1) value += unit;
    let remainder = 0;
    for (let bit = 0; bit < p; bit++) remainder = (remainder << 1) | next();
    value += remainder;
    yield value;
  }
  const leftover = bytes.length - Math.ceil(position / 8);
  if (leftover > 0) throw new RemoteProtocolError('LEFTOVER', `${leftover} bytes left after ${count} numbers`);

  function next(): number {
    if (position === totalBits) throw new RemoteProtocolError('SHORT_PAYLOAD', `numbers end after ${totalBits} bits`);
    const bit = (bytes[position >> 3]! >> (7 - (position & 7))) & 1;
    position += 1;
    return bit;
  }
}
