// Encoding, and the operators that keep state, with a million items.
import { runChild } from '../children.mjs';
import { corpusFiles } from '../corpus/store.mjs';
import { summarise } from '../statistics.mjs';
import { formatNumber, formatPercent, formatTable } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const LABELS = {
  encode: 'encodeMessage, relay traffic, per message',
  encodePong: 'encodeMessage, a pong',
  map: 'floor: a Map with a million inventoryKeys, per item',
  distinctMru: 'distinctMru with a million items, per item',
  batchInventory: 'batchInventory with a million items, per item',
};

export async function measureOperators({ rounds, folder, showStep }) {
  const relay = corpusFiles(['relay'], { folder }).get('relay') ?? '';
  const rows = [];
  for (const what of Object.keys(LABELS)) {
    const samples = [];
    for (let round = 0; round < rounds; round++) {
      showStep(`${what}, round ${round + 1} of ${rounds}`);
      samples.push(...(await runChild(CHILD, [what, relay])).nanoseconds);
    }
    rows.push({ what, nanoseconds: summarise(samples) });
  }
  return rows;
}

export function operatorsTable(rows) {
  return formatTable(
    'Encoding and operators',
    ['operation', 'ns', 'per second', 'spread'],
    rows.map(({ what, nanoseconds: { median, spread } }) => [
      LABELS[what],
      Math.round(median),
      formatNumber(1e9 / median),
      formatPercent(spread),
    ]),
  );
}
