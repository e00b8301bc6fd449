import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_REMOVED_KEYS, VersionedTable } from '../../../lib/dashboard/collect/versionedTable.js';
import { mergeDelta, type Rows } from '../../../lib/dashboard/page/state/store.js';

interface Row {
  readonly x: number;
  readonly list?: readonly number[];
}

describe('VersionedTable', () => {
  it('returns changed fields, null for a field that has become absent, and the keys of removed rows', () => {
    const table = new VersionedTable<Row>();
    expect(table.after(0)).toBeUndefined();
    table.set([
      ['a', { x: 1, list: [1, 2] }],
      ['b', { x: 2 }],
    ]);
    const first = table.version;
    expect(table.after(0)).toEqual({
      isComplete: true,
      rows: [
        ['a', { x: 1, list: [1, 2] }],
        ['b', { x: 2 }],
      ],
    });
    table.set([['a', { x: 1 }]]);
    expect(table.after(first)).toEqual({ rows: [['a', { list: null }]], removed: ['b'] });
    expect(table.after(table.version)).toBeUndefined();
  });

  it('keeps its version if rows are equal, lists included', () => {
    const table = new VersionedTable<Row>();
    table.set([['a', { x: 1, list: [1, 2] }]]);
    const { version } = table;
    table.set([['a', { x: 1, list: [1, 2] }]]);
    expect(table.version).toBe(version);
    table.set([['a', { x: 1, list: [1, 3] }]]);
    expect(table.after(version)).toEqual({ rows: [['a', { list: [1, 3] }]] });
  });

  it('returns the whole table to a reader that has missed more removed keys than are stored', () => {
    const table = new VersionedTable<Row>();
    const fill = (from: number): void => {
      table.set(Array.from({ length: MAX_REMOVED_KEYS }, (_, i) => [from + i, { x: 0 }]));
    };
    fill(0);
    const first = table.version;
    fill(MAX_REMOVED_KEYS);
    expect(table.after(first)!.removed).toHaveLength(MAX_REMOVED_KEYS);
    expect(table.after(first)!.isComplete).toBeUndefined();
    table.set([[-1, { x: 0 }]]);
    expect(table.after(first)).toEqual({ isComplete: true, rows: [[-1, { x: 0 }]] });
  });

  it('gives each reader the rows of the table, whatever it has missed', () => {
    const rows = fc.dictionary(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.record({ x: fc.nat(2), list: fc.array(fc.nat(1), { maxLength: 2 }) }, { requiredKeys: ['x'] }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rows, fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })), { maxLength: 12 }),
        (steps) => {
          const table = new VersionedTable<Row>();
          const readers = [0, 1, 2].map(() => ({ version: 0, rows: new Map() as Rows<Row> }));
          for (const [present, reads] of steps) {
            table.set(Object.entries(present) as [string, Row][]);
            for (const [i, reader] of readers.entries()) {
              const delta = reads[i]! ? table.after(reader.version) : undefined;
              if (!reads[i]!) continue;
              if (delta !== undefined) reader.rows = mergeDelta(reader.rows, structuredClone(delta));
              reader.version = table.version;
              expect(Object.fromEntries(reader.rows)).toEqual({ ...present });
            }
          }
        },
      ),
    );
  });
});
