import { describe, expect, it } from '@jest/globals';
import type { Codec } from '../../lib/codec/codec.js';
import { list, struct, type StructCodec } from '../../lib/codec/combinators.js';
import { FieldRecorder } from '../../lib/codec/fieldRecorder.js';
import { f64le, hash32, u16le, u32le, u8, varBytes } from '../../lib/codec/primitives.js';
import { Reader } from '../../lib/codec/reader.js';
import { blockHeader, type BlockHeader } from '../../lib/messages/blockHeader.js';
import { defineNetwork } from '../../lib/networks/network.js';
import { layoutOf } from '../../lib/wire/layoutOf.js';

/** Fields as `offset+length path kind role`. */
function linesOf(codec: Codec<unknown>, payload: Uint8Array, maxFields = 100): string[] {
  const recorder = new FieldRecorder(maxFields);
  const reader = new Reader(payload, 0, recorder);
  codec.read(reader);
  return recorder
    .finish(reader.offset, payload.length)
    .map(({ path, offset, length, kind, role }) => `${offset}+${length} ${path} ${kind} ${role}`);
}

function byHand<T>(read: (reader: Reader) => T): Codec<T> {
  return { minBytes: 0, read, write: () => undefined };
}

describe('FieldRecorder', () => {
  it('names the kind of each primitive', () => {
    const codec = struct({ a: u8, b: u16le, c: f64le, d: hash32, e: varBytes() });
    expect(linesOf(codec, Uint8Array.from([...new Uint8Array(43), 1, 9]))).toEqual([
      '0+1 a u8 value',
      '1+2 b u16le value',
      '3+8 c f64le value',
      '11+32 d hash32 value',
      '43+1 e compactSize length',
      '44+1 e bytes value',
    ]);
  });

  it('gives bytes that no codec reports to the enclosing value', () => {
    const inner = struct({ b: u16le });
    const codec = struct({
      a: byHand((reader) => [reader.u16le(), inner.read(reader), reader.u8(), inner.read(reader), reader.u8()]),
      z: u8,
    });
    expect(linesOf(codec, new Uint8Array(9))).toEqual([
      '0+2 a bytes value',
      '2+2 a/b u16le value',
      '4+1 a bytes value',
      '5+2 a/b u16le value',
      '7+1 a bytes value',
      '8+1 z u8 value',
    ]);
  });

  it('records the second reading of bytes that a codec reads twice', () => {
    const narrow = struct({ a: u8, b: u8 });
    const wide = struct({ c: u16le, d: u8 });
    const codec = struct({
      x: u8,
      twice: byHand((reader) => {
        const start = reader.offset;
        narrow.read(reader);
        reader.offset = start;
        return wide.read(reader);
      }),
    });
    expect(linesOf(codec, new Uint8Array(4))).toEqual([
      '0+1 x u8 value',
      '1+2 twice/c u16le value',
      '3+1 twice/d u8 value',
    ]);
  });

  it('records only what was read last if a codec steps back', () => {
    const pair = struct({ a: u16le, b: u16le });
    const codec = struct({
      x: byHand((reader) => {
        pair.read(reader);
        reader.offset -= 2;
      }),
      y: u8,
    });
    expect(linesOf(codec, new Uint8Array(3 + 1))).toEqual([
      '0+2 x/a u16le value',
      '2+1 y u8 value',
      '3+1  bytes leftover',
    ]);
  });

  it('records a list of lists at any depth', () => {
    const codec = struct({ rows: list(list(u8, { maxItems: 9 }), { maxItems: 9 }) });
    expect(linesOf(codec, Uint8Array.of(2, 1, 7, 0))).toEqual([
      '0+1 rows compactSize count',
      '1+1 rows/0 compactSize count',
      '2+1 rows/0/0 u8 value',
      '3+1 rows/1 compactSize count',
    ]);
  });

  it('replaces marked bytes inside a cut', () => {
    const item = byHand((reader) => {
      const start = reader.offset;
      struct({ a: u8 }).read(reader);
      reader.recorder?.mark(start, reader.offset, 'bytes', 'marker');
    });
    const codec = struct({ items: list(item, { maxItems: 9 }), end: u32le });
    expect(linesOf(codec, Uint8Array.of(4, 1, 2, 3, 4, 0, 0, 0, 0), 4)).toEqual([
      '0+1 items compactSize count',
      '1+1 items/0 bytes marker',
      '2+3 items bytes cut',
      '5+4 end u32le value',
    ]);
  });
});

describe('a network with a header codec by hand', () => {
  it('has a layout of its headers', () => {
    const header: StructCodec<BlockHeader> = {
      ...blockHeader,
      minBytes: 84,
      readInto(reader, target) {
        const value = blockHeader.readInto(reader, target);
        reader.u32le();
        return value;
      },
      read: (reader) => header.readInto(reader, {}),
    };
    const network = defineNetwork({ name: 'mine.regtest', magic: 1, defaultPort: 1, header });
    const fields = layoutOf('headers', Uint8Array.from([1, ...new Uint8Array(85)]), { network });
    expect(fields).toHaveLength(9);
    expect(fields.at(-2)).toEqual({ path: 'headers/0', offset: 81, length: 4, kind: 'bytes', role: 'value' });
  });
});
