import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatTable } from '../table.mjs';
import { measureSize } from './measureSizes.mjs';

/** The committed budgets: bytes after gzip of what a page loads at once, by entry point. */
export const BUDGETS = JSON.parse(readFileSync(new URL('sizes.json', import.meta.url), 'utf8'));

/**
 * Measures the entry points that have a budget, and prints a table.
 *
 * @param {string} folder the project's root, with a built dist/
 * @param {Record<string, number>} budgets
 * @param {(text: string) => void} print
 * @returns {Promise<boolean>} true if no entry point exceeds its budget
 */
export async function checkSizes(folder, budgets, print) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const rows = [];
  let isWithin = true;
  for (const [entry, budget] of Object.entries(budgets)) {
    const path = manifest.exports[entry.replace(/^rxpeer/, '.')];
    if (path === undefined) throw new Error(`gate/sizes.json: package.json exports no ${entry}`);
    const { gzipBytes, lazyGzipBytes } = await measureSize(folder, path.replace('./', ''));
    const isLarge = gzipBytes > budget;
    if (isLarge) isWithin = false;
    rows.push([entry, budget, gzipBytes, lazyGzipBytes, isLarge ? 'LARGER' : 'ok']);
  }
  print(
    formatTable('Bytes after gzip in a page, without RxJS', ['entry point', 'budget', 'at once', 'lazily', ''], rows),
  );
  return isWithin;
}
