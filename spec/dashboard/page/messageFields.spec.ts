import { describe, expect, it } from '@jest/globals';
import { hexKeyTarget } from '../../../lib/dashboard/page/views/conversation/hexKeys.js';
import { hexRow, offsetText } from '../../../lib/dashboard/page/views/conversation/hexRows.js';
import { fieldIndexAt, markedFields, markText } from '../../../lib/dashboard/page/views/conversation/messageFields.js';
import { bitcoin, fromHex } from '../../../lib/index.js';
import { fieldAt, layoutOf } from '../../../lib/wire.js';

const PAYLOAD = `0201000000${'11'.repeat(32)}02000000${'22'.repeat(32)}`;
const FIELDS = layoutOf('inv', fromHex(PAYLOAD), { network: bitcoin.mainnet });

describe('the fields of a message', () => {
  it('are found by each of their bytes, as layoutOf finds them', () => {
    for (let offset = -1; offset <= PAYLOAD.length / 2; offset++) {
      const index = fieldIndexAt(FIELDS, offset);
      expect(index === undefined ? undefined : FIELDS[index]).toBe(fieldAt(FIELDS, offset));
    }
  });

  it('are marked by a byte, or by the path of a value with everything inside it', () => {
    const paths = (mark: Parameters<typeof markedFields>[1]) => markedFields(FIELDS, mark).map(({ path }) => path);
    expect(paths(undefined)).toEqual([]);
    expect(paths({ kind: 'byte', offset: 5 })).toEqual(['items/0/hash']);
    expect(paths({ kind: 'path', path: 'items/1' })).toEqual(['items/1/type', 'items/1/hash']);
    expect(paths({ kind: 'path', path: 'item' })).toEqual([]);
    expect(paths({ kind: 'path', path: '' })).toHaveLength(5);
  });

  it('are described by path, role, encoding, offset and length', () => {
    const text = (mark: NonNullable<Parameters<typeof markedFields>[1]>) => markText(markedFields(FIELDS, mark), mark);
    expect(text({ kind: 'byte', offset: 0 })).toBe('items: number of items, compactSize, offset 0 (0x0), 1 byte');
    expect(text({ kind: 'path', path: 'items/1/hash' })).toBe(
      'items/1/hash: value, hash32, offset 41 (0x29), 32 bytes',
    );
    expect(text({ kind: 'path', path: 'items/1' })).toBe('items/1: 2 fields, offset 37 (0x25), 36 bytes');
    expect(text({ kind: 'path', path: 'command' })).toBe('command: no bytes of the payload');
  });

  it('are reached by the arrow keys', () => {
    const from = (key: string, current: number | undefined) =>
      hexKeyTarget(key, { fields: FIELDS, current, count: PAYLOAD.length / 2, perRow: 8 });
    expect(['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'x'].map((key) => from(key, 5))).toEqual([
      37,
      1,
      37,
      0,
      0,
      72,
      undefined,
    ]);
    expect([from('ArrowRight', undefined), from('ArrowRight', 41), from('ArrowLeft', 0)]).toEqual([0, 72, 0]);
  });
});

describe('hexRow', () => {
  it('has digits and printable characters, and ends with the payload', () => {
    expect(hexRow('00412e7f20', 0, 4).map(({ hex, character }) => hex + character)).toEqual([
      '00.',
      '41A',
      '2e.',
      '7f.',
    ]);
    expect(hexRow('00412e7f20', 1, 4)).toEqual([{ offset: 4, hex: '20', character: ' ' }]);
    expect([offsetText(16), offsetText(0x12345)]).toEqual(['0010', '12345']);
  });
});
