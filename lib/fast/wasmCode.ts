import { signed, signedLong, unsigned } from './wasmModule.js';

/** Appends instructions of one WebAssembly function. Each method is an instruction of WebAssembly 2.0 (5.4), which works on the stack. */
export class WasmCode {
  readonly bytes: number[] = [];

  get(local: number): this {
    return this.emit(0x20, local);
  }

  set(local: number): this {
    return this.emit(0x21, local);
  }

  tee(local: number): this {
    return this.emit(0x22, local);
  }

  call(index: number): this {
    return this.emit(0x10, index);
  }

  /** Repeats `body` while the i32 that it leaves on the stack is not 0. */
  repeat(body: () => void): this {
    this.emit(0x03, EMPTY_BLOCK);
    body();
    return this.emit(0x0d, 0, 0x0b);
  }

  /** Takes an i32 from the stack, and runs `body` if it is not 0. */
  if(body: () => void): this {
    this.emit(0x04, EMPTY_BLOCK);
    body();
    return this.emit(0x0b);
  }

  return(): this {
    return this.emit(0x0f);
  }

  /** i32.const */
  integer(value: number): this {
    return this.emit(0x41, ...signed(value));
  }

  /** i64.const */
  long(value: bigint): this {
    return this.emit(0x42, ...signedLong(value));
  }

  /** One of the instructions without arguments. */
  op(name: keyof typeof OPCODES): this {
    return this.emit(OPCODES[name]);
  }

  /** One of the vector instructions without arguments. */
  simd(name: keyof typeof SIMD_OPCODES): this {
    return this.emit(0xfd, ...unsigned(SIMD_OPCODES[name]));
  }

  i32load(offset: number): this {
    return this.emit(0x28, 0, ...unsigned(offset));
  }

  /** i32.load8_u */
  byteLoad(offset: number): this {
    return this.emit(0x2d, 0, ...unsigned(offset));
  }

  i64load(offset: number): this {
    return this.emit(0x29, 0, ...unsigned(offset));
  }

  i64store(offset: number): this {
    return this.emit(0x37, 0, ...unsigned(offset));
  }

  v128load(offset: number): this {
    return this.emit(0xfd, 0, 0, ...unsigned(offset));
  }

  v128store(offset: number): this {
    return this.emit(0xfd, 11, 0, ...unsigned(offset));
  }

  /** v128.load32_splat: the same word in all lanes. */
  splatLoad(offset: number): this {
    return this.emit(0xfd, 9, 0, ...unsigned(offset));
  }

  /** v128.const with the same word in all lanes. */
  splat(word: number): this {
    const bytes = [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24];
    return this.emit(0xfd, 12, ...bytes, ...bytes, ...bytes, ...bytes);
  }

  /** i8x16.shuffle: selects 16 of the 32 bytes of two vectors. */
  shuffle(indexOf: (i: number) => number): this {
    return this.emit(0xfd, 13, ...Array.from({ length: 16 }, (_, i) => indexOf(i)));
  }

  /** i32x4.replace_lane */
  replaceLane(lane: number): this {
    return this.emit(0xfd, 28, lane);
  }

  private emit(...bytes: number[]): this {
    for (const byte of bytes) this.bytes.push(byte);
    return this;
  }
}

const EMPTY_BLOCK = 0x40;

const OPCODES = {
  'i32.eqz': 0x45,
  'i32.eq': 0x46,
  'i32.ge_u': 0x4f,
  'i32.gt_s': 0x4a,
  'i64.eqz': 0x50,
  'i64.ne': 0x52,
  'i64.lt_u': 0x54,
  'i64.ge_u': 0x5a,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.and': 0x71,
  'i32.xor': 0x73,
  'i32.shl': 0x74,
  'i32.shr_u': 0x76,
  'i64.add': 0x7c,
  'i64.sub': 0x7d,
  'i64.mul': 0x7e,
  'i64.and': 0x83,
  'i64.or': 0x84,
  'i64.xor': 0x85,
  'i64.shl': 0x86,
  'i64.shr_u': 0x88,
  'i64.extend_i32_u': 0xad,
  select: 0x1b,
} as const;

const SIMD_OPCODES = {
  'v128.or': 80,
  'v128.xor': 81,
  'i32x4.shl': 171,
  'i32x4.shr_u': 173,
  'i32x4.add': 174,
  'v128.and': 78,
  'i64x2.splat': 18,
  'i64x2.shl': 203,
  'i64x2.add': 206,
  'i64x2.sub': 209,
} as const;
