// SHA-256 (FIPS 180-4) in plain JavaScript, for a floor: its speed does not depend on the SHA instructions that some processors have.
import { createHash } from 'node:crypto';

const K = constants();
const schedule = new Int32Array(64);
const state = new Int32Array(8);
const block = new Uint8Array(64);
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/** The first 32 bits of the double SHA-256 digest. */
export function sha256d(bytes) {
  digest(bytes);
  const first = new Uint8Array(32);
  const view = new DataView(first.buffer);
  for (let i = 0; i < 8; i++) view.setInt32(4 * i, state[i]);
  digest(first);
  return state[0] >>> 0;
}

function digest(bytes) {
  state.set(START);
  let at = 0;
  for (; at + 64 <= bytes.length; at += 64) compress(bytes, at);
  const left = bytes.length - at;
  block.fill(0);
  block.set(bytes.subarray(at));
  block[left] = 0x80;
  if (left >= 56) {
    compress(block, 0);
    block.fill(0);
  }
  const bits = bytes.length * 8;
  for (let i = 0; i < 4; i++) block[63 - i] = bits >>> (8 * i);
  compress(block, 0);
}

function compress(bytes, at) {
  for (let i = 0; i < 16; i++, at += 4)
    schedule[i] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  for (let i = 16; i < 64; i++) {
    const early = schedule[i - 15];
    const late = schedule[i - 2];
    const s0 = rotated(early, 7) ^ rotated(early, 18) ^ (early >>> 3);
    const s1 = rotated(late, 17) ^ rotated(late, 19) ^ (late >>> 10);
    schedule[i] = (schedule[i - 16] + s0 + schedule[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + schedule[i]) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

function rotated(value, bits) {
  return (value >>> bits) | (value << (32 - bits));
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes; the check against node:crypto below covers rounding. */
function constants() {
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return Int32Array.from(primes, (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32));
}

const expected = createHash('sha256').update(createHash('sha256').update('abc').digest()).digest().readUInt32BE(0);
if (sha256d(Buffer.from('abc')) !== expected) throw new Error('the SHA-256 floor of the gate computes wrong digests');
