// Measures the budget rows as pairs of fresh processes: one measures the baseline, one measures ours, right after each other.
import { OWN_CHECKOUT } from '../library.mjs';
import { summarise } from '../statistics.mjs';
import { checkReads, ROWS } from './rows.mjs';

/**
 * @param {{ baseline: string, only: string[], pairs: number, showStep: (text: string) => void, printLine: (text: string) => void }} options
 * @returns {Promise<object[]>} one result per row; `failed` holds the reason if the row could not be measured
 */
export async function measureAgainstBaseline({ baseline, only, pairs, showStep, printLine }) {
  const results = [];
  for (const name of only) {
    printLine(`${name} …`);
    const startMs = performance.now();
    try {
      results.push(await measureRow(name, { baseline, pairs, showStep }));
    } catch (error) {
      // The other rows are still useful.
      results.push({ name, isWithinBudget: false, failed: error.message });
      printLine(`${name} FAILED: ${error.message}`);
    }
    printLine(`${name} took ${Math.round((performance.now() - startMs) / 1000)} s`);
  }
  return results;
}

async function measureRow(name, { baseline, pairs: asked, showStep }) {
  const row = ROWS[name];
  const checkouts = { baseline, ours: OWN_CHECKOUT };
  for (const [side, checkout] of Object.entries(checkouts)) {
    showStep(`${name}, ${side}: checking that every field is read`);
    await checkReads(row, checkout);
  }
  const count = Math.min(asked, row.maxPairs ?? Infinity);
  const pairs = [];
  for (let i = 0; i < count; i++) {
    // The order changes with every pair, so that no side always runs on the warmer or busier machine.
    const order = i % 2 === 0 ? ['baseline', 'ours'] : ['ours', 'baseline'];
    const pair = { first: order[0] };
    for (const side of order) {
      showStep(`${name}, pair ${i + 1} of ${count}, ${side}`);
      pair[side] = await row.sample({ checkout: checkouts[side] });
    }
    pairs.push(pair);
  }
  return resultOf(name, row, pairs);
}

function resultOf(name, { budget, judgedBy }, pairs) {
  const ours = summarise(pairs.map((pair) => pair.ours.value));
  const ratio = summarise(pairs.map((pair) => pair.ours.value / pair.baseline.value));
  return {
    name,
    isWithinBudget: budget.max === undefined ? ratio.median >= budget.minRatio : ours[judgedBy] <= budget.max,
    budget,
    baseline: summarise(pairs.map((pair) => pair.baseline.value)),
    ours,
    ratio,
    pairs,
  };
}
