// npm run compat: uses the packed package from many tools and compares the results with the matrix; see USAGE.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cellsOf } from './compat/cells.mjs';
import { installPackedPackage } from './compat/packedPackage.mjs';
import { differenceOfPage, writePage } from './compat/pageFile.mjs';
import { runCells } from './compat/runCells.mjs';
import { installTool } from './compat/tools.mjs';

const USAGE = `Usage: npm run compat [-- [--short] [--only NAME ...] [--write] [--check]]

Packs dist/ (npm run build), installs the package into an empty folder, uses it from the runtimes, compilers, test runners and
bundlers of scripts/compat/matrix.mjs, and compares each result with the one that is expected. Tools that are not dependencies
of this project are installed from npm into .cache/compat.

  --short      the cells of the short form, and --check
  --only NAME  only this group, row or cell, such as typescript, bun or bun/v2; can be given more than once
  --write      run all cells with the newest versions of the tools, and write docs/compatibility.md
  --check      only compare docs/compatibility.md with the matrix
  --help       print this help

Exit status: 0 each cell that could be run has its expected result, 1 one has not, or docs/compatibility.md is stale, 2 wrong usage.`;

const OPTIONS = {
  short: { type: 'boolean' },
  only: { type: 'string', multiple: true },
  write: { type: 'boolean' },
  check: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/** Before the text of a result that is not as expected. */
const PREFIXES = { different: 'DIFFERENT: ', 'not run': 'NOT RUN: ' };

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = await run(process.argv.slice(2));

async function run(args) {
  let values, cells;
  try {
    ({ values } = parseArgs({ args, options: OPTIONS }));
    if (values.write && (values.short || values.only || values.check))
      throw new RangeError('--write runs all cells: omit --short, --only and --check');
    cells = cellsOf({ isShort: values.short, only: values.only });
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const { version, results } = values.check ? { results: [] } : await runAll(cells, values.write);
  const isDifferent = results.some(({ outcome }) => outcome === 'different');
  if (values.write) {
    if (results.some(({ outcome }) => outcome !== 'expected')) {
      console.error('docs/compatibility.md is not written: not every cell has run with its expected result');
      return 1;
    }
    await writePage(results, version);
  }
  const difference = values.check || values.short || values.write ? await differenceOfPage() : undefined;
  if (difference !== undefined) console.error(difference);
  return isDifferent || difference !== undefined ? 1 : 0;
}

async function runAll(cells, isFresh) {
  const names = new Set(cells.flatMap(({ row }) => [row.tool, row.runtime ?? row.tool]));
  console.log(`compat: installing the package and ${names.size} tools …`);
  const [installed, ...tools] = await Promise.all([
    installPackedPackage(),
    ...Array.from(names, (name) => installTool(name, { isFresh })),
  ]);
  try {
    const results = await runCells(cells, {
      installed,
      tools: new Map(tools.map((tool) => [tool.name, tool])),
      onResult: ({ cell, outcome, text, durationMs }) =>
        console.log(`${cell.name}: ${PREFIXES[outcome] ?? ''}${text} (${(durationMs / 1000).toFixed(1)} s)`),
    });
    report(results);
    const versions = new Map(tools.map(({ name, version }) => [name, version]));
    return {
      version: installed.version,
      results: results.map((result) => ({ ...result, toolVersion: versions.get(result.cell.row.tool) })),
    };
  } finally {
    await installed.remove();
  }
}

/** Prints the counts, and writes them for scripts/testCounts.mjs. */
function report(results) {
  const count = (wanted) => results.filter(({ outcome }) => outcome === wanted).length;
  const counts = {
    numPassedTests: count('expected'),
    numFailedTests: count('different'),
    numPendingTests: count('not run'),
    numTodoTests: 0,
  };
  mkdirSync('artifacts', { recursive: true });
  writeFileSync('artifacts/compat.json', JSON.stringify(counts));
  console.log(
    `compat: ${count('expected')} cells as expected, ${count('different')} different, ${count('not run')} not run`,
  );
}
