import { describe, expect, it } from '@jest/globals';
import { Writer } from '../../lib/codec/writer.js';

/** Writes of each width at offsets around the sizes at which the buffer grows. */
describe('Writer', () => {
  const writes: [name: string, write: (writer: Writer) => void, expected: number[]][] = [
    ['u8', (writer) => writer.u8(1), [1]],
    ['u16le', (writer) => writer.u16le(0x0201), [1, 2]],
    ['u16be', (writer) => writer.u16be(0x0102), [1, 2]],
    ['u32le', (writer) => writer.u32le(0x04030201), [1, 2, 3, 4]],
    ['i32le', (writer) => writer.i32le(-2), [0xfe, 0xff, 0xff, 0xff]],
    ['u64le', (writer) => writer.u64le(0x0807060504030201n), [1, 2, 3, 4, 5, 6, 7, 8]],
    ['i64le', (writer) => writer.i64le(-2n), [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['bytes', (writer) => writer.bytes(Uint8Array.of(1, 2, 3)), [1, 2, 3]],
    ['window', (writer) => writer.window(2).set([1, 2]), [1, 2]],
  ];

  it.each(writes)('%s at each offset around the size of the first buffers', (_, write, expected) => {
    for (let before = 240; before < 270; before++) {
      const writer = new Writer(0);
      writer.bytes(new Uint8Array(before).fill(7));
      write(writer);
      const written = writer.finish();
      expect(Array.from(written.subarray(before))).toEqual(expected);
      expect(written.subarray(0, before).every((byte) => byte === 7)).toBe(true);
    }
  });

  it('returns bytes that later writes do not change', () => {
    const writer = new Writer(0);
    writer.bytes(new Uint8Array(250).fill(7));
    const written = writer.finish();
    expect(written).toHaveLength(250);
    expect(written.every((byte) => byte === 7)).toBe(true);
  });
});
