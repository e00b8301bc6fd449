import { LENGTH_BYTES } from '../crypto/packetLength.js';
import { TAG_BYTES } from '../crypto/fsChaCha20Poly1305.js';
import { chaChaFill } from './chaChaWasmModule.js';
import { PAGES, PLACES } from './packetLanesLayout.js';
import { polyAuthenticate } from './poly1305WasmModule.js';
import { WasmCode } from './wasmCode.js';
import { instantiate, moduleOfFunctions, type WasmFunction } from './wasmModule.js';

/**
 * ChaCha20-Poly1305 of several packets at a time, as WebAssembly with SIMD: four blocks of keystream, of one packet or of several, are
 * computed together. All connections share the memory; nothing in it is needed after a call.
 */
export interface PacketLanes {
  readonly bytes: Uint8Array;
  /** The same memory as words, little-endian. */
  readonly words: Int32Array;
  /** Writes `total` blocks of keystream; see chaChaWasmModule.ts. */
  fill(counter: number, block: number, total: number): void;
  /** Decrypts packets in place. @returns the number of packets before the first whose tag is wrong */
  open(count: number): number;
  /** Encrypts the text of this length after the first encrypted length, and writes its tag. */
  seal(length: number): void;
}

/** Undefined if the runtime has no WebAssembly with SIMD or forbids it (a page's security policy, for example). */
export function createPacketLanes(): PacketLanes | undefined {
  try {
    const module = moduleOfFunctions(
      [chaChaFill(), polyAuthenticate(), xorKeystream(), openPackets(), sealPacket()],
      PAGES,
    );
    const { memory, fill, open, seal } = instantiate(module) as LaneExports;
    const bytes = new Uint8Array(memory.buffer);
    bytes.fill(255, PLACES.mask, PLACES.mask + 16);
    return { bytes, words: new Int32Array(memory.buffer), fill, open, seal };
  } catch {
    return undefined;
  }
}

interface LaneExports extends Pick<PacketLanes, 'fill' | 'open' | 'seal'> {
  readonly memory: { readonly buffer: ArrayBuffer };
}

const AUTHENTICATE = 1;
const XOR = 2;

/** `xor(text, keystream, length)`: changes up to 15 bytes after the text. The length is at least 1. */
function xorKeystream(): WasmFunction {
  const [TEXT, KEYSTREAM, LENGTH] = [0, 1, 2] as const;
  const code = new WasmCode();
  code.repeat(() => {
    code.get(TEXT).get(TEXT).v128load(0).get(KEYSTREAM).v128load(0).simd('v128.xor').v128store(0);
    code.get(TEXT).integer(16).op('i32.add').set(TEXT);
    code.get(KEYSTREAM).integer(16).op('i32.add').set(KEYSTREAM);
    code.get(LENGTH).integer(16).op('i32.sub').tee(LENGTH).integer(0).op('i32.gt_s');
  });
  return { name: 'xor', code: code.bytes, parameters: 3 };
}

/** `open(count)`: the packets lie one after the other at PLACES.packets. */
function openPackets(): WasmFunction {
  const [COUNT, INDEX, TEXT, KEYSTREAM, LENGTH] = [0, 1, 2, 3, 4] as const;
  const code = new WasmCode();
  code.integer(PLACES.packets + LENGTH_BYTES).set(TEXT);
  code.integer(PLACES.keystream).set(KEYSTREAM);
  code.repeat(() => {
    code.get(INDEX).integer(2).op('i32.shl').i32load(PLACES.lengths).set(LENGTH);
    code.get(KEYSTREAM).get(TEXT).get(LENGTH).integer(PLACES.tag).call(AUTHENTICATE);
    // One comparison of all 16 bytes: its time does not depend on the number of correct bytes.
    for (const offset of [0, 8]) {
      code.get(TEXT).get(LENGTH).op('i32.add').i64load(offset);
      code.integer(PLACES.tag).i64load(offset).op('i64.xor');
    }
    code.op('i64.or').op('i64.eqz').op('i32.eqz');
    code.if(() => code.get(INDEX).return());
    code.get(TEXT).get(KEYSTREAM).integer(64).op('i32.add').get(LENGTH).call(XOR);
    code
      .get(TEXT)
      .get(LENGTH)
      .op('i32.add')
      .integer(TAG_BYTES + LENGTH_BYTES)
      .op('i32.add')
      .set(TEXT);
    code.get(INDEX).integer(2).op('i32.shl').i32load(PLACES.blocks).integer(6).op('i32.shl');
    code.get(KEYSTREAM).op('i32.add').set(KEYSTREAM);
    code.get(INDEX).integer(1).op('i32.add').tee(INDEX).get(COUNT).op('i32.eq').op('i32.eqz');
  });
  code.get(COUNT);
  return { name: 'open', code: code.bytes, parameters: 1, hasResult: true, integers: 4 };
}

/** `seal(length)` */
function sealPacket(): WasmFunction {
  const LENGTH = 0;
  const text = PLACES.packets + LENGTH_BYTES;
  const code = new WasmCode();
  code
    .integer(text)
    .integer(PLACES.keystream + 64)
    .get(LENGTH)
    .call(XOR);
  code.integer(PLACES.keystream).integer(text).get(LENGTH).get(LENGTH).integer(text).op('i32.add').call(AUTHENTICATE);
  return { name: 'seal', code: code.bytes, parameters: 1 };
}
