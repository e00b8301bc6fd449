/** 64 lower-case hex digits in the order that explorers and RPC show: the wire's 32 bytes reversed. */
export type Hash = string;

/** The hash that the 32 bytes from `o` on spell on the wire. */
export function hashAt(b: Uint8Array, o: number): Hash {
  // One call with 64 numbers: 0.11 µs, where a loop and an array take 0.2, and a text joined from pairs is a tree until it is read (Node 20).
  // prettier-ignore
  return String.fromCharCode(
    HIGH[b[o + 31]!]!, LOW[b[o + 31]!]!,
    HIGH[b[o + 30]!]!, LOW[b[o + 30]!]!,
    HIGH[b[o + 29]!]!, LOW[b[o + 29]!]!,
    HIGH[b[o + 28]!]!, LOW[b[o + 28]!]!,
    HIGH[b[o + 27]!]!, LOW[b[o + 27]!]!,
    HIGH[b[o + 26]!]!, LOW[b[o + 26]!]!,
    HIGH[b[o + 25]!]!, LOW[b[o + 25]!]!,
    HIGH[b[o + 24]!]!, LOW[b[o + 24]!]!,
    HIGH[b[o + 23]!]!, LOW[b[o + 23]!]!,
    HIGH[b[o + 22]!]!, LOW[b[o + 22]!]!,
    HIGH[b[o + 21]!]!, LOW[b[o + 21]!]!,
    HIGH[b[o + 20]!]!, LOW[b[o + 20]!]!,
    HIGH[b[o + 19]!]!, LOW[b[o + 19]!]!,
    HIGH[b[o + 18]!]!, LOW[b[o + 18]!]!,
    HIGH[b[o + 17]!]!, LOW[b[o + 17]!]!,
    HIGH[b[o + 16]!]!, LOW[b[o + 16]!]!,
    HIGH[b[o + 15]!]!, LOW[b[o + 15]!]!,
    HIGH[b[o + 14]!]!, LOW[b[o + 14]!]!,
    HIGH[b[o + 13]!]!, LOW[b[o + 13]!]!,
    HIGH[b[o + 12]!]!, LOW[b[o + 12]!]!,
    HIGH[b[o + 11]!]!, LOW[b[o + 11]!]!,
    HIGH[b[o + 10]!]!, LOW[b[o + 10]!]!,
    HIGH[b[o + 9]!]!, LOW[b[o + 9]!]!,
    HIGH[b[o + 8]!]!, LOW[b[o + 8]!]!,
    HIGH[b[o + 7]!]!, LOW[b[o + 7]!]!,
    HIGH[b[o + 6]!]!, LOW[b[o + 6]!]!,
    HIGH[b[o + 5]!]!, LOW[b[o + 5]!]!,
    HIGH[b[o + 4]!]!, LOW[b[o + 4]!]!,
    HIGH[b[o + 3]!]!, LOW[b[o + 3]!]!,
    HIGH[b[o + 2]!]!, LOW[b[o + 2]!]!,
    HIGH[b[o + 1]!]!, LOW[b[o + 1]!]!,
    HIGH[b[o + 0]!]!, LOW[b[o + 0]!]!,
  );
}

const DIGITS = '0123456789abcdef';
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4));
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte & 15));
