import { createCipheriv } from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { joinBytes } from '../../lib/codec/joinBytes.js';
import { createSeededRandom } from '../../lib/collections/seededRandom.js';
import { encryptPacket } from '../../lib/crypto/fsChaCha20Poly1305.js';
import { packetNonce } from '../../lib/crypto/fsChaCha20.js';
import { fastPacketCiphers } from '../../lib/fast/fastPacketCiphers.js';
import { FastOpener } from '../../lib/fast/fastOpener.js';
import { MAX_BATCH_BYTES } from '../../lib/fast/packetLanesLayout.js';
import { createPacketLanes } from '../../lib/fast/packetWasm.js';
import * as node from '../../lib/fast/wholePacketNode.js';
import * as portable from '../../lib/fast/wholePacketPortable.js';
import { PACKET_OVERHEAD_BYTES, type PacketOpener } from '../../lib/frame/v2/packetCipher.js';
import { plainPacketCiphers } from '../../lib/frame/v2/plainPacketCiphers.js';
import { keysOf, NONE } from '../frame/v2/ciphers.js';

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const { below, bytes: bytesOf } = createSeededRandom(seed, 'packets');
console.log(`fastPacketCiphers.spec.ts: SEED=${seed}`);

const { WHOLE_PACKET_BYTES } = node;
const TYPE = Uint8Array.of(21);

/** The texts that the opener returns for a chunk of whole packets. Stops at the first wrong tag. */
function openAll(opener: PacketOpener, chunk: Uint8Array): { texts: Uint8Array[]; isRight: boolean } {
  const texts: Uint8Array[] = [];
  let offset = 0;
  while (offset < chunk.length) {
    const size = opener.packetBytes(chunk, offset);
    if (offset + size > chunk.length) return { texts, isRight: false };
    if (!opener.open(chunk, offset, size, NONE)) return { texts, isRight: false };
    texts.push(opener.buffer.slice(opener.start, opener.end));
    offset += size;
  }
  opener.release();
  return { texts, isRight: true };
}

/** Packets of the plain sealer with contents of these lengths, and their texts. */
function packetsOf(lengths: number[], seedOfKeys = 1): { packets: Uint8Array[]; texts: Uint8Array[] } {
  const sealer = plainPacketCiphers.createSealer(keysOf(seedOfKeys));
  const texts = lengths.map((length) => joinBytes([Uint8Array.of(0), bytesOf(length)]));
  return { texts, packets: texts.map((text) => sealer.seal(0, text.subarray(1, 2), text.subarray(2), NONE)) };
}

/** Around each block of a short packet, around the threshold of `#wholePacket`, and around the size of a batch. */
const LENGTHS = [
  ...Array.from({ length: 1101 }, (_, length) => length),
  ...[2048, WHOLE_PACKET_BYTES, MAX_BATCH_BYTES, MAX_BATCH_BYTES - PACKET_OVERHEAD_BYTES].flatMap((length) =>
    [-65, -64, -63, -2, -1, 0, 1, 2, 63, 64, 65].map((difference) => length + difference),
  ),
  100_003,
];

describe('FastSealer', () => {
  it('seals contents of every length as the plain one', () => {
    const [fast, plain] = [fastPacketCiphers.createSealer(keysOf(1)), plainPacketCiphers.createSealer(keysOf(1))];
    for (const length of LENGTHS) {
      const contents = bytesOf(length);
      const parts = [below(2) * 128, contents.subarray(0, length % 14), contents.subarray(length % 14), NONE] as const;
      if (Buffer.compare(fast.seal(...parts), plain.seal(...parts)) !== 0) throw new Error(`differs for ${length}`);
    }
    expect(LENGTHS.length).toBeGreaterThan(224 * 5);
  });

  it('authenticates associated bytes as the plain one', () => {
    for (const length of [1, 15, 16, 17, 4095]) {
      const associated = bytesOf(length);
      const [fast, plain] = [fastPacketCiphers.createSealer(keysOf(2)), plainPacketCiphers.createSealer(keysOf(2))];
      expect(fast.seal(0, TYPE, NONE, associated)).toEqual(plain.seal(0, TYPE, NONE, associated));
    }
  });

  it('never writes to a packet that it has returned', () => {
    const sealer = fastPacketCiphers.createSealer(keysOf(3));
    const packets = Array.from({ length: 300 }, () => sealer.seal(0, TYPE, bytesOf(below(3000)), NONE));
    const opener = plainPacketCiphers.createOpener(keysOf(3));
    expect(openAll(opener, joinBytes(packets)).isRight).toBe(true);
  });
});

describe('FastOpener', () => {
  it('opens contents of every length', () => {
    const { packets, texts } = packetsOf(LENGTHS);
    const opener = fastPacketCiphers.createOpener(keysOf(1));
    packets.forEach((packet, i) => {
      const opened = openAll(opener, packet);
      if (!opened.isRight || Buffer.compare(opened.texts[0]!, texts[i]!) !== 0)
        throw new Error(`differs for ${LENGTHS[i]}`);
    });
  });

  it.each(Array.from({ length: 12 }, (_, i) => i))(
    'opens 3 x 224 packets of mixed lengths in random chunks, run %i',
    (run) => {
      const { packets, texts } = packetsOf(Array.from({ length: 3 * 224 + 9 }, () => mixedLength()));
      const opener = fastPacketCiphers.createOpener(keysOf(1));
      const opened: Uint8Array[] = [];
      for (let at = 0; at < packets.length;) {
        const count = 1 + below(run % 3 === 0 ? 3 : 300);
        const padding = bytesOf(below(5));
        const whole = joinBytes([padding, ...packets.slice(at, at + count), bytesOf(below(3))]);
        const chunk = whole.subarray(padding.length);
        const before = whole.slice();
        let offset = 0;
        for (let i = 0; i < Math.min(count, packets.length - at); i++) {
          const size = opener.packetBytes(chunk, offset);
          expect(size).toBe(packets[at + i]!.length);
          expect(opener.open(chunk, offset, size, NONE)).toBe(true);
          opened.push(opener.buffer.slice(opener.start, opener.end));
          offset += size;
        }
        if (below(2) === 0) opener.release();
        expect(Buffer.compare(whole, before)).toBe(0);
        at += count;
      }
      expect(Buffer.compare(joinBytes(opened), joinBytes(texts))).toBe(0);
    },
  );

  it('returns the packets before one that was changed, and nothing after it', () => {
    for (let run = 0; run < 150; run++) {
      const { packets, texts } = packetsOf(Array.from({ length: 12 }, () => below(200)));
      const chunk = joinBytes(packets);
      const changed = below(packets.length);
      const start = joinBytes(packets.slice(0, changed)).length;
      // The encrypted length, the text or the tag.
      const at =
        start +
        [below(3), 3 + below(packets[changed]!.length - 19), packets[changed]!.length - 1 - below(16)][run % 3]!;
      chunk[at]! ^= 1 << below(8);
      const opened = openAll(fastPacketCiphers.createOpener(keysOf(1)), chunk);
      expect(opened.isRight).toBe(false);
      expect(opened.texts).toEqual(texts.slice(0, changed));
    }
  });

  it('keeps the plaintext of a batch while other connections open and seal', () => {
    const [ours, theirs] = [
      packetsOf(Array.from({ length: 40 }, () => below(300))),
      packetsOf(
        Array.from({ length: 40 }, () => below(300)),
        2,
      ),
    ];
    const [ourChunk, theirChunk] = [joinBytes(ours.packets), joinBytes(theirs.packets)];
    const [opener, other] = [fastPacketCiphers.createOpener(keysOf(1)), fastPacketCiphers.createOpener(keysOf(2))];
    const sealer = fastPacketCiphers.createSealer(keysOf(3));
    let [ourOffset, theirOffset] = [0, 0];
    ours.packets.forEach((packet, i) => {
      expect(opener.open(ourChunk, ourOffset, opener.packetBytes(ourChunk, ourOffset), NONE)).toBe(true);
      expect(other.open(theirChunk, theirOffset, other.packetBytes(theirChunk, theirOffset), NONE)).toBe(true);
      sealer.seal(0, TYPE, bytesOf(below(500)), NONE);
      expect(opener.buffer.slice(opener.start, opener.end)).toEqual(ours.texts[i]);
      expect(other.buffer.slice(other.start, other.end)).toEqual(theirs.texts[i]);
      ourOffset += packet.length;
      theirOffset += theirs.packets[i]!.length;
    });
  });

  it('opens the rest of a chunk from another buffer after it has decrypted it ahead', () => {
    const { packets, texts } = packetsOf(Array.from({ length: 30 }, () => below(300)));
    const opener = fastPacketCiphers.createOpener(keysOf(1));
    const opened: Uint8Array[] = [];
    let rest = joinBytes(packets);
    while (rest.length > 0) {
      const size = opener.packetBytes(rest, 0);
      expect(opener.open(rest, 0, size, NONE)).toBe(true);
      opened.push(opener.buffer.slice(opener.start, opener.end));
      if (below(3) === 0) opener.release();
      rest = rest.slice(size);
    }
    expect(opened).toEqual(texts);
  });

  it('opens a packet without a call of packetBytes', () => {
    const { packets, texts } = packetsOf([5, 70, 130]);
    const opener = fastPacketCiphers.createOpener(keysOf(1));
    const chunk = joinBytes(packets);
    expect(opener.open(chunk, 0, packets[0]!.length, NONE)).toBe(true);
    expect(opener.buffer.slice(opener.start, opener.end)).toEqual(texts[0]);
    expect(opener.open(chunk, packets[0]!.length, packets[1]!.length, NONE)).toBe(true);
    expect(opener.buffer.slice(opener.start, opener.end)).toEqual(texts[1]);
  });

  it('refuses a wrong size of a packet that it has decrypted ahead', () => {
    const { packets } = packetsOf([5, 70, 130]);
    const opener = fastPacketCiphers.createOpener(keysOf(1));
    const chunk = joinBytes(packets);
    expect(opener.open(chunk, 0, packets[0]!.length, NONE)).toBe(true);
    expect(opener.open(chunk, packets[0]!.length, packets[1]!.length - 1, NONE)).toBe(false);
  });

  it('holds no buffer after release', () => {
    const { packets } = packetsOf([5, 10_000]);
    const opener = fastPacketCiphers.createOpener(keysOf(1));
    for (const packet of packets) {
      expect(opener.open(packet, 0, packet.length, NONE)).toBe(true);
      expect(opener.buffer.length).toBeGreaterThan(0);
      opener.release();
      expect(opener.buffer).toHaveLength(0);
    }
  });
});

describe('the lanes', () => {
  it('decrypt up to 64 packets of at most 32 KiB in one call', () => {
    const lanes = createPacketLanes()!;
    const counts: number[] = [];
    const counting = {
      ...lanes,
      open: (count: number) => {
        counts.push(count);
        return lanes.open(count);
      },
    };
    const batchesOf = (lengths: number[]): number[] => {
      counts.length = 0;
      const { packets, texts } = packetsOf(lengths);
      expect(openAll(new FastOpener(counting, keysOf(1)), joinBytes(packets)).texts).toEqual(texts);
      return counts;
    };
    // 224 packets with one key, 64 in a window of masks.
    expect(batchesOf(Array.from({ length: 230 }, () => 10))).toEqual([64, 64, 64, 32, 6]);
    expect(batchesOf(Array.from({ length: 40 }, () => MAX_BATCH_BYTES / 16 - PACKET_OVERHEAD_BYTES))).toEqual([
      16, 16, 8,
    ]);
    expect(batchesOf(Array.from({ length: 17 }, () => MAX_BATCH_BYTES / 16 - PACKET_OVERHEAD_BYTES + 1))).toEqual([
      15, 2,
    ]);
    expect(batchesOf([10, 10, WHOLE_PACKET_BYTES, 10, WHOLE_PACKET_BYTES - 1])).toEqual([2, 2]);
  });
});

describe('without WebAssembly', () => {
  const { WebAssembly: original } = globalThis as unknown as { WebAssembly: unknown };
  afterEach(() => {
    (globalThis as unknown as { WebAssembly: unknown }).WebAssembly = original;
    jest.resetModules();
  });

  it('the ciphers are the portable ones', async () => {
    (globalThis as unknown as { WebAssembly: unknown }).WebAssembly = undefined;
    jest.resetModules();
    const { fastPacketCiphers: ciphers } = await import('../../lib/fast/fastPacketCiphers.js');
    const sealer = ciphers.createSealer(keysOf(1));
    expect(sealer.constructor.name).toBe('PlainSealer');
    const packet = sealer.seal(0, TYPE, NONE, NONE);
    const opener = ciphers.createOpener(keysOf(1));
    expect(opener.constructor.name).toBe('PlainOpener');
    expect(opener.open(packet, 0, packet.length, NONE)).toBe(true);
  });
});

describe.each([
  ['Node', node],
  ['Portable', portable],
])('the whole packets of %s', (_, { sealWholePacket, openWholePacket }) => {
  it('are those of noble and of OpenSSL', () => {
    for (const [length, associatedLength] of [
      [0, 0],
      [1, 7],
      [63, 0],
      [64, 4095],
      [70_001, 3],
      [300_000, 0],
    ] as const) {
      const [key, nonce] = [bytesOf(32), packetNonce(below(224), below(2 ** 32))];
      const [head, payload, associated] = [bytesOf(3), bytesOf(length), bytesOf(associatedLength)];
      const packet = new Uint8Array(5 + 3 + length + 16);
      sealWholePacket(key, nonce, head, payload, associated, packet, 5);
      const text = joinBytes([head, payload]);
      const byNoble = new Uint8Array(text.length + 16);
      encryptPacket(key, nonce, text, associated, byNoble);
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
      cipher.setAAD(associated, { plaintextLength: text.length });
      const byNode = joinBytes([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
      expect(Buffer.compare(packet.subarray(5), byNoble)).toBe(0);
      expect(Buffer.compare(packet.subarray(5), byNode)).toBe(0);
      expect(Buffer.compare(openWholePacket(key, nonce, byNode, associated)!, text)).toBe(0);
      byNode[byNode.length - 1]! ^= 1;
      expect(openWholePacket(key, nonce, byNode, associated)).toBeUndefined();
    }
  });
});

function mixedLength(): number {
  const kind = below(20);
  if (kind === 0) return WHOLE_PACKET_BYTES - 3 + below(6);
  return kind < 3 ? below(3000) : below(200);
}
