import { formatTable } from '../table.mjs';

export function growthTable(rows) {
  const costs = rows.filter(({ what }) => what !== 'age');
  const age = rows.find(({ what }) => what === 'age');
  const cells = costs.map(({ label, unit, amount, nanoseconds, ratio }) => [
    label,
    amount,
    `${nanoseconds.toPrecision(3)} ns ${unit}`,
    `${ratio.toFixed(2)} x`,
  ]);
  return `${formatTable('Growth', ['what grows', 'amount', 'cost', 'relative to the first amount'], cells)}
${age === undefined ? '' : ageText(age)}
Each cost is the minimum of all rounds. More peers have a larger working set: their state no longer fits in the processor's caches.
`;
}

function ageText({ minutes, messages, early, late }) {
  const heap = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  const cost = (nanoseconds) => `${(nanoseconds / 1000).toFixed(2)} µs`;
  return `Two peers exchanged ${messages} messages in ${minutes} minutes of virtual time. Heap after a collection: ${heap(early.heapBytes)} after five minutes, ${heap(late.heapBytes)} at
the end. Cost per message: ${cost(early.nanoseconds)} in the first five minutes, ${cost(late.nanoseconds)} in the last five (${(late.nanoseconds / early.nanoseconds).toFixed(2)} x).
`;
}
