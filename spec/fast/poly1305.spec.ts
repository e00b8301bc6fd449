import { poly1305 } from '@noble/ciphers/_poly1305.js';
import { describe, expect, it } from '@jest/globals';
import { joinBytes } from '../../lib/codec/joinBytes.js';
import { PLACES } from '../../lib/fast/packetLanesLayout.js';
import { polyAuthenticate } from '../../lib/fast/poly1305WasmModule.js';
import { instantiate, moduleOfFunctions } from '../../lib/fast/wasmModule.js';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly authenticate: (key: number, text: number, length: number, tag: number) => void;
}

const { memory, authenticate } = instantiate(moduleOfFunctions([polyAuthenticate()], 1)) as Exports;
const bytes = new Uint8Array(memory.buffer);
bytes.fill(255, PLACES.mask, PLACES.mask + 16);
const [KEY, TEXT, TAG] = [1024, 2048, 1536];

function tagOf(key: Uint8Array, text: Uint8Array): Uint8Array {
  // The bytes after the text must not matter.
  bytes.fill(0xa5, TEXT);
  bytes.set(key, KEY);
  bytes.set(text, TEXT);
  authenticate(KEY, TEXT, text.length, TAG);
  return bytes.slice(TAG, TAG + 16);
}

/** The text, padding to a multiple of 16, no associated bytes, and the length (RFC 8439, 2.8). */
function expectedTag(key: Uint8Array, text: Uint8Array): Uint8Array {
  const lengths = new Uint8Array(16);
  new DataView(lengths.buffer).setUint32(8, text.length, true);
  return poly1305(joinBytes([text, new Uint8Array((16 - (text.length % 16)) % 16), lengths]), key);
}

/** The number in 16 bytes, little-endian. */
function block(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(8 * i)) & 255n));
}

describe('Poly1305 in WebAssembly', () => {
  const ones = new Uint8Array(16).fill(255);

  // With r = 1 the tag is the sum of the blocks, each with 2^128 added: here 2^130 - 5 + k, for the reduction at the end.
  it.each(Array.from({ length: 16 }, (_, i) => i - 8))('reduces a sum of 2^130 - 5 + %i', (k) => {
    const text = joinBytes([block(0n), block(2n ** 128n - 5n + BigInt(k) - (32n << 64n))]);
    for (const s of [block(0n), ones, block(2n ** 64n - 1n)]) {
      const key = joinBytes([block(1n), s]);
      expect(tagOf(key, text)).toEqual(expectedTag(key, text));
    }
  });

  it.each([0, 1, 15, 16, 17, 31, 32, 33, 1000])('agrees for %i bytes with extreme values', (length) => {
    for (const byte of [0, 1, 0x7f, 0x80, 0xff]) {
      for (const keyByte of [0, 1, 0x0f, 0xfc, 0xff]) {
        const [key, text] = [new Uint8Array(32).fill(keyByte), new Uint8Array(length).fill(byte)];
        expect(tagOf(key, text)).toEqual(expectedTag(key, text));
      }
    }
  });
});
