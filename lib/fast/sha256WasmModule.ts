import { moduleOf, signed, unsigned } from './wasmModule.js';
import { INITIAL_STATE, ROUND_CONSTANTS } from './sha256Constants.js';

/**
 * The WebAssembly of `Sha256Lanes`: one function `run(byte, blocks, again)` over one memory. Each word of the computation is a vector
 * of four words, one per lane. The code is assembled here from the formulas of SHA-256 (FIPS 180-4, 6.2.2).
 *
 * @param places the offsets of the second hash's block and of the first words of the results
 */
export function assembleSha256Lanes({ againByte, resultByte }: { againByte: number; resultByte: number }): Uint8Array {
  const code = new VectorCode();
  const { state, words, temporary } = LOCALS;
  let v = LOCALS.working;

  code.initialState(state);
  code.loop();
  for (let i = 0; i < 16; i++) code.load(BYTE, i * VECTOR_BYTES).set(words + i);
  for (let i = 0; i < 8; i++) code.get(state + i).set(v[i]!);
  for (let t = 0; t < 64; t++) {
    const w = words + (t & 15);
    if (t >= 16) {
      // W[t] = σ1(W[t-2]) + W[t-7] + σ0(W[t-15]) + W[t-16]
      code
        .get(w)
        .get(words + ((t + 9) & 15))
        .add();
      code
        .sigma(words + ((t + 1) & 15), 7, 18)
        .shiftRight(words + ((t + 1) & 15), 3)
        .xor()
        .add();
      code
        .sigma(words + ((t + 14) & 15), 17, 19)
        .shiftRight(words + ((t + 14) & 15), 10)
        .xor()
        .add()
        .set(w);
    }
    const [a, b, c, d, e, f, g, h] = v as unknown as Eight;
    // T1 = h + Σ1(e) + Ch(e, f, g) + K[t] + W[t]; Ch(e, f, g) = g ^ (e & (f ^ g))
    code.get(h).sigma(e, 6, 11).rotateRight(e, 25).xor().add();
    code.get(g).get(e).get(f).get(g).xor().and().xor().add();
    code.constant(ROUND_CONSTANTS[t]!).add().get(w).add().set(temporary);
    code.get(d).get(temporary).add().set(d);
    // T1 + Σ0(a) + Maj(a, b, c); Maj(a, b, c) = (a & b) ^ (c & (a ^ b))
    code.get(temporary).sigma(a, 2, 13).rotateRight(a, 22).xor().add();
    code.get(a).get(b).and().get(c).get(a).get(b).xor().and().xor().add().set(h);
    v = [h, a, b, c, d, e, f, g];
  }
  for (let i = 0; i < 8; i++)
    code
      .get(state + i)
      .get(v[i]!)
      .add()
      .set(state + i);
  code.nextBlock(LANE_BLOCK_BYTES);
  code.ifAgain(() => {
    for (let i = 0; i < 8; i++) code.store(againByte + i * VECTOR_BYTES, state + i);
    code.initialState(state);
    code.restart(againByte);
  });
  code.end();
  code.store(resultByte, state);
  return moduleOf(code.bytes, { parameters: 3, vectors: VECTORS });
}

type Eight = [number, number, number, number, number, number, number, number];

const VECTOR_BYTES = 16;
const LANE_BLOCK_BYTES = 16 * VECTOR_BYTES;

// Parameters come first, then the vectors.
const BYTE = 0;
const BLOCKS = 1;
const AGAIN = 2;
const LOCALS = { words: 3, state: 19, working: [27, 28, 29, 30, 31, 32, 33, 34], temporary: 35 };
const VECTORS = 33;

/** Instructions of one function, by the names of the specification (WebAssembly 2.0, 5.4). */
class VectorCode {
  readonly bytes: number[] = [];

  get(local: number): this {
    return this.emit(0x20, local);
  }

  set(local: number): this {
    return this.emit(0x21, local);
  }

  add(): this {
    return this.simd(174);
  }

  xor(): this {
    return this.simd(81);
  }

  and(): this {
    return this.simd(78);
  }

  shiftRight(local: number, bits: number): this {
    return this.get(local).integer(bits).simd(173);
  }

  /** WebAssembly cannot rotate vectors: combines two shifts. */
  rotateRight(local: number, bits: number): this {
    this.shiftRight(local, bits);
    return this.get(local)
      .integer(32 - bits)
      .simd(171)
      .simd(80);
  }

  /** The first two rotations of each of SHA-256's sigmas; the caller adds the third part. */
  sigma(local: number, first: number, second: number): this {
    return this.rotateRight(local, first).rotateRight(local, second).xor();
  }

  constant(word: number): this {
    this.simd(12);
    for (let lane = 0; lane < 4; lane++) this.emit(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
    return this;
  }

  load(address: number, offset: number): this {
    return this.get(address)
      .simd(0)
      .emit(4, ...unsigned(offset));
  }

  store(byte: number, local: number): this {
    return this.integer(0)
      .get(local)
      .simd(11)
      .emit(4, ...unsigned(byte));
  }

  initialState(state: number): void {
    for (let i = 0; i < 8; i++) this.constant(INITIAL_STATE[i]!).set(state + i);
  }

  loop(): this {
    return this.emit(0x03, EMPTY_BLOCK);
  }

  /** Advances BYTE to the next block, and jumps to the beginning of the loop if blocks are left. */
  nextBlock(bytes: number): void {
    this.get(BYTE).integer(bytes).emit(0x6a).set(BYTE);
    this.get(BLOCKS).integer(1).emit(0x6b, 0x22, BLOCKS).emit(0x0d, 0);
  }

  ifAgain(body: () => void): void {
    this.get(AGAIN).emit(0x04, EMPTY_BLOCK);
    body();
    this.end();
  }

  /** Inside an `if`: jumps to the beginning of the loop to hash one block at this byte, the last one. */
  restart(byte: number): void {
    this.integer(byte).set(BYTE).integer(1).set(BLOCKS).integer(0).set(AGAIN).emit(0x0c, 1);
  }

  end(): this {
    return this.emit(0x0b);
  }

  private integer(value: number): this {
    return this.emit(0x41, ...signed(value));
  }

  private simd(opcode: number): this {
    return this.emit(0xfd, ...unsigned(opcode));
  }

  private emit(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
}

const EMPTY_BLOCK = 0x40;
