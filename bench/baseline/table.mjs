import { formatNumber, formatPercent, formatTable } from '../table.mjs';
import { ROWS } from './rows.mjs';

/** Pairs below which a difference of less than 10 % may be noise. */
export const ENOUGH_PAIRS = 15;

export function baselineTable(results) {
  const head = ['row', 'figure', 'baseline', 'ours', 'ours / baseline', 'quartiles', 'pairs', 'budget', ''];
  return `${formatTable('Budget, against the baseline', head, results.map(cells))}
baseline, ours: the median of all pairs, or the maximum if the budget limits the maximum. ours / baseline: the median of the ratios of all pairs;
a rate is better when it is higher, memory when it is lower. quartiles: half of the pairs have a ratio between these values.
${results.map(whereText).join('')}${fewPairs(results) ? `\nFewer than ${ENOUGH_PAIRS} pairs: a difference below 10 % may be noise.\n` : ''}`;
}

function cells({ name, failed, isWithinBudget, budget, baseline, ours, ratio }) {
  const { label, unit, judgedBy = 'median' } = ROWS[name];
  if (failed !== undefined) return [name, label, '', '', '', '', '', '', 'FAIL: not measured'];
  const value = (summary) =>
    `${unit === 'messages/s' || unit === '/s' ? formatNumber(summary[judgedBy]) : summary[judgedBy].toFixed(1)} ${unit}`;
  return [
    name,
    label,
    value(baseline),
    value(ours),
    percentWithTenth(ratio.median),
    `${percentWithTenth(ratio.lowerQuartile)} to ${percentWithTenth(ratio.upperQuartile)}`,
    ratio.samples,
    budget.max === undefined
      ? `ratio at least ${formatPercent(budget.minRatio)}`
      : `${judgedBy} at most ${budget.max} ${unit}`,
    isWithinBudget ? 'ok' : 'FAIL',
  ];
}

/** Which parts of the samples have the maximum, for a row that measures several parts. */
function whereText({ name, pairs = [] }) {
  if (pairs[0]?.ours.where === undefined) return '';
  const [baseline, ours] = ['baseline', 'ours'].map(
    (side) => pairs.map((pair) => pair[side]).toSorted((a, b) => b.value - a.value)[0].where,
  );
  return `\n${name}: the maximum of the baseline is that of "${baseline}", ours is that of "${ours}".\n`;
}

function fewPairs(results) {
  return results.some(({ budget, ratio }) => budget?.minRatio !== undefined && ratio.samples < ENOUGH_PAIRS);
}

function percentWithTenth(share) {
  return `${(share * 100).toFixed(1)} %`;
}
