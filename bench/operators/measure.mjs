// Encoding, and the operators that remember, at a million items.
import { corpusFiles } from '../corpus/store.mjs';
import { inChild } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';
import { percent, short, table } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const LABELS = {
  encode: 'encodeMessage, relay traffic, a message',
  encodePong: 'encodeMessage, a pong',
  map: 'floor: a Map of a million inventoryKeys, an item',
  distinctMru: 'distinctMru of a million, an item',
  batchInventory: 'batchInventory of a million, an item',
};

export async function measureOperators({ rounds, folder, note }) {
  const relay = corpusFiles(['relay'], { folder }).get('relay') ?? '';
  const rows = [];
  for (const what of Object.keys(LABELS)) {
    const samples = [];
    for (let round = 0; round < rounds; round++) {
      note(`${what}, round ${round + 1} of ${rounds}`);
      samples.push(...(await inChild(CHILD, [what, relay])).nanoseconds);
    }
    rows.push({ what, nanoseconds: spreadOf(samples) });
  }
  return rows;
}

export function operatorsTable(rows) {
  return table(
    'Encoding and operators',
    ['what', 'ns', 'a second', 'spread'],
    rows.map(({ what, nanoseconds: { median, spread } }) => [
      LABELS[what],
      Math.round(median),
      short(1e9 / median),
      percent(spread),
    ]),
  );
}
