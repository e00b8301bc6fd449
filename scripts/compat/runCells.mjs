import { performance } from 'node:perf_hooks';
import { chromiumFile } from '../chromium.mjs';
import { verdictOf } from './verdict.mjs';

/** A program that takes longer has failed: on a busy machine, webpack takes 45 s. */
const CELL_TIMEOUT_MS = 120_000;
/** The number of cells that run at the same time. */
const CONCURRENCY = 2;

/**
 * @typedef {object} Tool
 * @property {string} name in tools.mjs
 * @property {string} version
 * @property {string} file the file to run
 * @property {string} folder of its package
 * @property {string} packageName
 *
 * @typedef {object} Context
 * @property {import('./cells.mjs').Cell} cell
 * @property {Tool} tool
 * @property {Tool | undefined} runtime
 * @property {Awaited<ReturnType<typeof import('./packedPackage.mjs').installPackedPackage>>} installed
 * @property {number} timeoutMs
 */

/**
 * Runs the cells, and resolves to a result for each, in order: `outcome` is `expected`, `different` or `not run`.
 *
 * @param {readonly import('./cells.mjs').Cell[]} cells
 * @param {{ installed: Context['installed'], tools: ReadonlyMap<string, Tool | { absence: string }>, onResult: (result: object) => void }} options
 */
export async function runCells(cells, { installed, tools, onResult }) {
  const results = [];
  const rest = cells.entries();
  const workers = Array.from({ length: CONCURRENCY }, async () => {
    // The workers share one iterator.
    for (const [index, cell] of rest) {
      const startMs = performance.now();
      results[index] = { cell, ...(await resultOf(cell, installed, tools)), durationMs: performance.now() - startMs };
      onResult(results[index]);
    }
  });
  await Promise.all(workers);
  return results;
}

async function resultOf(cell, installed, tools) {
  const [tool, runtime] = [cell.row.tool, cell.row.runtime].map((name) => tools.get(name));
  const absence =
    tool?.absence ?? runtime?.absence ?? (cell.group === 'bundler' && !chromiumFile() ? NO_CHROMIUM : undefined);
  if (absence !== undefined) return { outcome: 'not run', text: absence };
  try {
    const { runCell } = await import(`./kinds/${cell.group}.mjs`);
    return verdictOf(cell, await runCell({ cell, tool, runtime, installed, timeoutMs: CELL_TIMEOUT_MS }));
  } catch (error) {
    return { outcome: 'different', text: error.stack };
  }
}

const NO_CHROMIUM = 'there is no Chromium on this machine: apt-get install chromium';
