import { WasmCode } from './wasmCode.js';
import type { WasmFunction } from './wasmModule.js';
import { PLACES } from './packetLanesLayout.js';

/**
 * `fill(counter, block, total)`: writes `total` blocks of ChaCha20 keystream (RFC 8439, 2.3), four at a time, one in each lane. The blocks
 * of a packet have the same nonce; the table at PLACES.blocks has their number. The first packet's nonce begins with `counter`, and its
 * first block is number `block`. The nonce of each further packet begins with the next counter, and its first block is number 0. Writes up
 * to three more blocks than `total`.
 */
export function chaChaFill(): WasmFunction {
  const code = new WasmCode();
  const x = STATE;
  code.repeat(() => {
    for (let i = 0; i < 4; i++) code.splat(CONSTANTS[i]!).set(x + i);
    for (let i = 4; i < 12; i++) keyWord(code, i).set(x + i);
    for (let i = 14; i < 16; i++) nonceWord(code, i).set(x + i);
    for (let lane = 0; lane < 4; lane++) nextBlock(code, lane);
    code.get(BLOCK_LANES).set(x + 12);
    code.get(COUNTER_LANES).set(x + 13);
    code.integer(10).set(ROUNDS);
    code.repeat(() => {
      for (let i = 0; i < 4; i++) quarterRound(code, x + i, x + 4 + i, x + 8 + i, x + 12 + i);
      for (let i = 0; i < 4; i++)
        quarterRound(code, x + i, x + 4 + ((i + 1) & 3), x + 8 + ((i + 2) & 3), x + 12 + ((i + 3) & 3));
      code.get(ROUNDS).integer(1).op('i32.sub').tee(ROUNDS);
    });
    for (let i = 0; i < 16; i++) {
      code.get(x + i);
      if (i < 4) code.splat(CONSTANTS[i]!);
      else if (i < 12) keyWord(code, i);
      else if (i === 12) code.get(BLOCK_LANES);
      else if (i === 13) code.get(COUNTER_LANES);
      else nonceWord(code, i);
      code.simd('i32x4.add').set(x + i);
    }
    for (let row = 0; row < 4; row++) storeTransposed(code, x + 4 * row, 16 * row);
    code.get(OUT).integer(256).op('i32.add').set(OUT);
    code.get(TOTAL).integer(4).op('i32.sub').tee(TOTAL).integer(0).op('i32.gt_s');
  });
  return { name: 'fill', code: code.bytes, parameters: 3, integers: 4, vectors: 22 };
}

const COUNTER = 0;
const BLOCK = 1;
const TOTAL = 2;
const OUT = 3;
const TABLE = 4;
const ROUNDS = 5;
const IS_LAST = 6;
const STATE = 7;
const BLOCK_LANES = 23;
const COUNTER_LANES = 24;
const TEMPORARY = 25;

/** "expand 32-byte k" */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];

function keyWord(code: WasmCode, i: number): WasmCode {
  return code.integer(0).splatLoad(PLACES.key + 4 * (i - 4));
}

function nonceWord(code: WasmCode, i: number): WasmCode {
  return code.integer(0).splatLoad(PLACES.key + 32 + 4 * (i - 14));
}

/** Puts the current block's number and counter into a lane, and goes on to the next block. OUT and TABLE begin at 0. */
function nextBlock(code: WasmCode, lane: number): void {
  code.get(BLOCK_LANES).get(BLOCK).replaceLane(lane).set(BLOCK_LANES);
  code.get(COUNTER_LANES).get(COUNTER).replaceLane(lane).set(COUNTER_LANES);
  code.get(BLOCK).integer(1).op('i32.add').tee(BLOCK);
  code.get(TABLE).i32load(PLACES.blocks).op('i32.eq').set(IS_LAST);
  code.integer(0).get(BLOCK).get(IS_LAST).op('select').set(BLOCK);
  code.get(COUNTER).get(IS_LAST).op('i32.add').set(COUNTER);
  code.get(TABLE).get(IS_LAST).integer(2).op('i32.shl').op('i32.add').set(TABLE);
}

function quarterRound(code: WasmCode, a: number, b: number, c: number, d: number): void {
  addXorRotate(code, a, b, d, 16);
  addXorRotate(code, c, d, b, 12);
  addXorRotate(code, a, b, d, 8);
  addXorRotate(code, c, d, b, 7);
}

/** a += b; d = (d ^ a) <<< bits */
function addXorRotate(code: WasmCode, a: number, b: number, d: number, bits: number): void {
  code.get(a).get(b).simd('i32x4.add').tee(a).get(d).simd('v128.xor').tee(d);
  if (bits % 8 === 0) {
    // Whole bytes: byte i of a word moves to byte i + bits / 8.
    code.get(d).shuffle((i) => (i & ~3) | ((i - bits / 8) & 3));
  } else {
    code.integer(bits).simd('i32x4.shl');
    code
      .get(d)
      .integer(32 - bits)
      .simd('i32x4.shr_u')
      .simd('v128.or');
  }
  code.set(d);
}

/** Stores four vectors, one lane per block, as 16 bytes in each of four blocks. */
function storeTransposed(code: WasmCode, first: number, offset: number): void {
  const [a, b, c, d, t] = [first, first + 1, first + 2, first + 3, TEMPORARY];
  // From here on, words: t = a0 b0 a1 b1, a = a2 b2 a3 b3, b = c0 d0 c1 d1, c = c2 d2 c3 d3.
  code
    .get(a)
    .get(b)
    .shuffle(words(0, 4, 1, 5))
    .set(t);
  code
    .get(a)
    .get(b)
    .shuffle(words(2, 6, 3, 7))
    .set(a);
  code
    .get(c)
    .get(d)
    .shuffle(words(0, 4, 1, 5))
    .set(b);
  code
    .get(c)
    .get(d)
    .shuffle(words(2, 6, 3, 7))
    .set(c);
  [
    [t, b, 0],
    [t, b, 2],
    [a, c, 0],
    [a, c, 2],
  ].forEach(([low, high, from], block) => {
    code.get(OUT).get(low!).get(high!);
    code.shuffle(words(from!, from! + 1, from! + 4, from! + 5)).v128store(PLACES.keystream + 64 * block + offset);
  });
}

/** Indexes of bytes for these words. */
function words(...selected: number[]): (i: number) => number {
  return (i) => 4 * selected[i >> 2]! + (i & 3);
}
