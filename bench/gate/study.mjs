import { quantile } from '../statistics.mjs';
import { table } from '../table.mjs';
import { measureFigure } from './measureFigure.mjs';

/** How far the figures lie apart when nothing changes, in that many rounds: what the gate's tolerance must leave room for. */
export async function study(names, rounds, committed, tolerance) {
  const ratios = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) ratios.get(name).push(await measureFigure(name));
  const rows = names.map((name) => {
    const sorted = ratios.get(name).toSorted((a, b) => a - b);
    const median = quantile(sorted, 0.5);
    const off = (value) => `${value >= median ? '+' : ''}${((value / median - 1) * 100).toFixed(1)} %`;
    const worse = sorted.filter((ratio) => ratio > committed[name] * (1 + tolerance)).length;
    return [
      name,
      committed[name] ?? '',
      median.toPrecision(3),
      ...[0, 0.1, 0.25, 0.75, 0.9, 1].map((share) => off(quantile(sorted, share))),
      `${worse} of ${rounds}`,
    ];
  });
  const head = ['figure', 'committed', 'median', 'least', '10 %', '25 %', '75 %', '90 %', 'most', 'single ones beyond'];
  return table(`${rounds} rounds of each figure`, head, rows);
}
