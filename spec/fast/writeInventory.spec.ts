import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { list } from '../../lib/codec/combinators.js';
import { Writer } from '../../lib/codec/writer.js';
import { inventoryItem, type InventoryItem } from '../../lib/messages/inventory.js';
import { writeInventory } from '../../lib/fast/writeInventory.js';

const MAX_ITEMS = 4;
const plain = list(inventoryItem, { maxItems: MAX_ITEMS });
const hash = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdef')), minLength: 64, maxLength: 64 });
const item = fc.record({ type: fc.nat(0xffff_ffff), hash });
const odd = fc.oneof(
  fc.anything(),
  fc.record({ type: fc.oneof(fc.anything(), fc.double(), fc.constantFrom(-1, 2 ** 32, -0)), hash }),
  fc.record({ type: fc.constant(1), hash: fc.oneof(fc.anything(), fc.string({ minLength: 64, maxLength: 64 })) }),
);

describe('writeInventory', () => {
  it('writes the same bytes as the plain layout', () => {
    expect(writeInventory(new Writer(70_016), [{ type: 1, hash: '0'.repeat(64) }], MAX_ITEMS)).toBe(true);
    fc.assert(fc.property(fc.array(item, { maxLength: MAX_ITEMS }), equalsPlain));
  });

  it('delegates unusual values and too many items to the plain layout', () => {
    fc.assert(fc.property(fc.array(fc.oneof(item, odd), { maxLength: MAX_ITEMS + 1 }), equalsPlain), {
      numRuns: 500,
    });
    fc.assert(fc.property(fc.anything(), equalsPlain));
  });
});

function equalsPlain(items: unknown): void {
  const written = outcome((writer, value) => {
    const start = writer.offset;
    if (writeInventory(writer, value, MAX_ITEMS)) return;
    writer.offset = start;
    plain.write(writer, value);
  }, items);
  expect(written).toEqual(outcome((writer, value) => plain.write(writer, value), items));
}

function outcome(write: (writer: Writer, items: InventoryItem[]) => void, items: unknown): unknown {
  const writer = new Writer(70_016);
  writer.u8(9);
  try {
    write(writer, items as InventoryItem[]);
  } catch (error) {
    return error;
  }
  return writer.finish();
}
