import { quantile } from '../statistics.mjs';
import { formatTable } from '../table.mjs';
import { measureFigure } from './measureFigure.mjs';

/** Measures each figure in `rounds` rounds and prints how much it varies while the code stays the same. The gate's tolerance must exceed that. */
export async function study(names, rounds, committed, tolerance) {
  const ratios = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) ratios.get(name).push(await measureFigure(name));
  const rows = names.map((name) => {
    const sorted = ratios.get(name).toSorted((a, b) => a - b);
    const median = quantile(sorted, 0.5);
    const deviation = (value) => `${value >= median ? '+' : ''}${((value / median - 1) * 100).toFixed(1)} %`;
    const above = sorted.filter((ratio) => ratio > committed[name] * (1 + tolerance)).length;
    return [
      name,
      committed[name] ?? '',
      median.toPrecision(3),
      ...[0, 0.1, 0.25, 0.75, 0.9, 1].map((share) => deviation(quantile(sorted, share))),
      `${above} of ${rounds}`,
    ];
  });
  const head = [
    'figure',
    'committed',
    'median',
    'minimum',
    '10 %',
    '25 %',
    '75 %',
    '90 %',
    'maximum',
    'above the limit',
  ];
  return formatTable(`${rounds} rounds of each figure`, head, rows);
}
