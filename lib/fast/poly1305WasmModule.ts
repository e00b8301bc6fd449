import { WasmCode } from './wasmCode.js';
import type { WasmFunction } from './wasmModule.js';
import { PLACES } from './packetLanesLayout.js';

/**
 * `authenticate(key, text, length, tag)`: writes the tag of an encrypted text without associated bytes (RFC 8439, 2.5 and 2.8) to `tag`. Numbers
 * modulo 2^130 - 5 are five limbs of 26 bits. At `mask` lie 16 bytes of ones and 16 of zeros.
 */
export function polyAuthenticate(): WasmFunction {
  const code = new WasmCode();
  // r: the key's first 16 bytes, with some bits cleared.
  code.get(KEY).i64load(0).long(0x0fff_fffc_0fff_ffffn).op('i64.and').set(LOW);
  code.get(KEY).i64load(8).long(0x0fff_fffc_0fff_fffcn).op('i64.and').set(HIGH);
  for (let i = 0; i < 5; i++) limb(code, i).set(R + i);
  for (let i = 1; i < 5; i++)
    code
      .get(R + i)
      .long(5n)
      .op('i64.mul')
      .set(R5 + i);

  code.get(LENGTH).integer(4).op('i32.shr_u').tee(COUNT);
  code.if(() => {
    code.repeat(() => {
      code.get(TEXT).i64load(0).set(LOW).get(TEXT).i64load(8).set(HIGH);
      absorb(code);
      code.get(TEXT).integer(16).op('i32.add').set(TEXT);
      code.get(COUNT).integer(1).op('i32.sub').tee(COUNT);
    });
  });
  code.get(LENGTH).integer(15).op('i32.and').tee(COUNT);
  code.if(() => {
    // The last block ends with zeros: all bytes after the first COUNT are masked.
    code.integer(16).get(COUNT).op('i32.sub').set(COUNT);
    for (const [local, offset] of [
      [LOW, 0],
      [HIGH, 8],
    ] as const)
      code
        .get(TEXT)
        .i64load(offset)
        .get(COUNT)
        .i64load(PLACES.mask + offset)
        .op('i64.and')
        .set(local);
    absorb(code);
  });
  code.long(0n).set(LOW).get(LENGTH).op('i64.extend_i32_u').set(HIGH);
  absorb(code);
  finish(code);
  return { name: 'authenticate', code: code.bytes, parameters: 4, integers: 1, longs: 22 };
}

const KEY = 0;
const TEXT = 1;
const LENGTH = 2;
const TAG = 3;
const COUNT = 4;
const LOW = 5;
const HIGH = 6;
const R = 7;
const H = 12;
/** R5 + i: five times limb i of r. i begins at 1. */
const R5 = 16;
const D = 21;
const CARRY = 26;
const G = 21;

const LIMB = 0x3ff_ffffn;

/** Limb i of the 128 bits in LOW and HIGH. */
function limb(code: WasmCode, i: number): WasmCode {
  if (i === 0) return code.get(LOW).long(LIMB).op('i64.and');
  if (i === 1) return code.get(LOW).long(26n).op('i64.shr_u').long(LIMB).op('i64.and');
  if (i === 2) {
    code.get(LOW).long(52n).op('i64.shr_u').get(HIGH).long(12n).op('i64.shl').op('i64.or');
    return code.long(LIMB).op('i64.and');
  }
  if (i === 3) return code.get(HIGH).long(14n).op('i64.shr_u').long(LIMB).op('i64.and');
  return code.get(HIGH).long(40n).op('i64.shr_u');
}

/** h = (h + block + 2^128) * r, with limbs of at most 26 bits and a few more in limb 1. */
function absorb(code: WasmCode): void {
  for (let i = 0; i < 5; i++) {
    limb(code, i);
    if (i === 4) code.long(1n << 24n).op('i64.or');
    code
      .get(H + i)
      .op('i64.add')
      .set(H + i);
  }
  for (let i = 0; i < 5; i++) {
    for (let j = 0; j < 5; j++) {
      // A product at or above 2^130 counts five times, 130 bits lower.
      const factor = j <= i ? R + i - j : R5 + i - j + 5;
      code
        .get(H + j)
        .get(factor)
        .op('i64.mul');
      if (j > 0) code.op('i64.add');
    }
    code.set(D + i);
  }
  for (let i = 0; i < 5; i++) {
    if (i > 0)
      code
        .get(D + i)
        .get(CARRY)
        .op('i64.add')
        .set(D + i);
    code
      .get(D + i)
      .long(26n)
      .op('i64.shr_u')
      .set(CARRY);
    code
      .get(D + i)
      .long(LIMB)
      .op('i64.and')
      .set(H + i);
  }
  code.get(H).get(CARRY).long(5n).op('i64.mul').op('i64.add').tee(H).long(26n).op('i64.shr_u').set(CARRY);
  code.get(H).long(LIMB).op('i64.and').set(H);
  code
    .get(H + 1)
    .get(CARRY)
    .op('i64.add')
    .set(H + 1);
}

/** tag = (h mod 2^130 - 5) + s, modulo 2^128; s: the key's last 16 bytes. */
function finish(code: WasmCode): void {
  for (const i of [1, 2, 3, 4, 0]) {
    const next = (i + 1) % 5;
    code
      .get(H + i)
      .long(26n)
      .op('i64.shr_u')
      .set(CARRY)
      .get(H + i)
      .long(LIMB)
      .op('i64.and')
      .set(H + i);
    code.get(H + next).get(CARRY);
    if (next === 0) code.long(5n).op('i64.mul');
    code.op('i64.add').set(H + next);
  }
  // g = h + 5. If that is at least 2^130, the remainder is g - 2^130, else h.
  code.long(5n).set(CARRY);
  for (let i = 0; i < 5; i++) {
    code
      .get(H + i)
      .get(CARRY)
      .op('i64.add')
      .tee(G + i)
      .long(26n)
      .op('i64.shr_u')
      .set(CARRY);
    code
      .get(G + i)
      .long(LIMB)
      .op('i64.and')
      .set(G + i);
  }
  for (let i = 0; i < 5; i++) {
    code
      .get(G + i)
      .get(H + i)
      .get(CARRY)
      .long(0n)
      .op('i64.ne')
      .op('select')
      .set(H + i);
  }
  code
    .get(H)
    .get(H + 1)
    .long(26n)
    .op('i64.shl')
    .op('i64.or')
    .get(H + 2)
    .long(52n)
    .op('i64.shl')
    .op('i64.or')
    .set(LOW);
  code
    .get(H + 2)
    .long(12n)
    .op('i64.shr_u')
    .get(H + 3)
    .long(14n)
    .op('i64.shl')
    .op('i64.or');
  code
    .get(H + 4)
    .long(40n)
    .op('i64.shl')
    .op('i64.or')
    .set(HIGH);
  code.get(TAG).get(LOW).get(KEY).i64load(16).op('i64.add').tee(CARRY).i64store(0);
  code.get(TAG).get(HIGH).get(KEY).i64load(24).op('i64.add');
  code.get(CARRY).get(LOW).op('i64.lt_u').op('i64.extend_i32_u').op('i64.add').i64store(8);
}
