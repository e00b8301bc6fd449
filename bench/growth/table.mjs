import { table } from '../table.mjs';

export function growthTable(rows) {
  const costs = rows.filter(({ what }) => what !== 'age');
  const age = rows.find(({ what }) => what === 'age');
  const cells = costs.map(({ label, unit, amount, nanoseconds, ratio }) => [
    label,
    amount,
    `${nanoseconds.toPrecision(3)} ns ${unit}`,
    `${ratio.toFixed(2)} x`,
  ]);
  return `${table('Growth', ['with more', 'that is', 'costs', 'of the first'], cells)}
${age === undefined ? '' : ageText(age)}
The least of all rounds. More peers are a larger working set: what they hold does not fit in the processor's caches any more.
`;
}

function ageText({ minutes, messages, early, late }) {
  const heap = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  const cost = (nanoseconds) => `${(nanoseconds / 1000).toFixed(2)} µs`;
  return `After ${minutes} minutes of virtual time, with ${messages} messages between two peers: ${heap(late.heapBytes)} of heap after a collection, ${heap(early.heapBytes)} after
five; ${cost(late.nanoseconds)} a message, ${cost(early.nanoseconds)} in the first five (${(late.nanoseconds / early.nanoseconds).toFixed(2)} x).
`;
}
