// npm run bench: measures, prints tables and writes the figures as JSON.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureAgainstBaseline } from './baseline/measure.mjs';
import { ROWS } from './baseline/rows.mjs';
import { baselineTable, ENOUGH_PAIRS } from './baseline/table.mjs';
import { describeMachine } from './describeMachine.mjs';
import { OWN_CHECKOUT, problemOfCheckout } from './library.mjs';
import { printLine, showStep } from './progress.mjs';
import { SECTIONS } from './sections.mjs';
import { targetsTable } from './targets/table.mjs';

const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures rxpeer, other libraries, and floors: the minimum of work that every decoder must do.

  --only SECTION,…   measure these sections only: ${Object.keys(SECTIONS).join(', ')}
  --streams NAME,…   decode these streams only: relay, legacy, blocks, headers, small
  --corpus DIR       decode DIR/NAME.bin instead of the generated streams
  --rounds N         processes per figure, default 3
  --json FILE        where to write the figures, default artifacts/bench.json
  --help

Exit code: 0 if everything was measured, whatever the figures are; 1 if something could not be measured; 2 for invalid options.

Usage: npm run bench -- --baseline DIR [OPTIONS]

Compares this checkout with the built checkout of rxpeer in DIR, and checks the budget. Every sample is a fresh process;
the processes of a pair run one after the other, and the order changes with every pair.

  --only ROW,…       measure these rows only: ${Object.keys(ROWS).join(', ')}
  --pairs N          pairs per row, default ${ENOUGH_PAIRS}; the rows that measure memory have 3 at most
  --json FILE        where to write the figures, default artifacts/bench-baseline.json
  --help

Exit code: 0 if every row is within the budget; 1 if a row is not, or could not be measured; 2 for invalid options.`;

/** An option that is unknown or has an invalid value: the usage is printed after the message. */
class OptionsError extends Error {}

process.exitCode = await main();

async function main() {
  try {
    const options = parseOptions();
    if (options.help) {
      console.log(USAGE);
      return 0;
    }
    return options.baseline === undefined ? await measureSections(options) : await compareWithBaseline(options);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
}

async function measureSections(options) {
  const results = { machine: describeMachine(), sections: {}, seconds: {} };
  let failures = 0;
  for (const name of options.only) {
    try {
      await measureSection(name, options, results);
    } catch (error) {
      // The other sections are still useful.
      failures += 1;
      printLine(`${name} FAILED: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(targetsTable(results.sections));
  writeJson(options.json, results);
  return failures === 0 ? 0 : 1;
}

async function measureSection(name, { rounds, corpus, streams }, results) {
  printLine(`${name} …`);
  const startMs = performance.now();
  const { measure, print } = SECTIONS[name];
  const rows = await measure({ rounds, folder: corpus, streams, showStep });
  const seconds = Math.round((performance.now() - startMs) / 1000);
  results.sections[name] = rows;
  results.seconds[name] = seconds;
  printLine(`${name} took ${seconds} s`);
  console.log(print(rows));
  const failed = rows.filter((row) => row.failed !== undefined);
  if (failed.length > 0) throw new Error(failed.map((row) => row.failed).join('; '));
}

async function compareWithBaseline({ baseline, only, pairs, json }) {
  const rows = await measureAgainstBaseline({ baseline, only, pairs, showStep, printLine });
  console.log(baselineTable(rows));
  const commits = { baseline: commitOf(baseline), ours: commitOf(OWN_CHECKOUT) };
  writeJson(json, { machine: describeMachine(), commits, rows });
  return rows.every(({ isWithinBudget }) => isWithinBudget) ? 0 : 1;
}

function writeJson(file, results) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}

/** The commit of a checkout; undefined if the folder is no git repository. */
function commitOf(folder) {
  try {
    return execFileSync('git', ['-C', folder, 'describe', '--always', '--dirty'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

function parseOptions() {
  const { baseline, only, rounds, pairs, streams, corpus, json, help = false } = parseValues();
  if (help) return { help };
  if (baseline === undefined) {
    if (pairs !== undefined) throw new OptionsError('--pairs needs --baseline');
    return {
      only: namesIn(only, SECTIONS, 'section'),
      rounds: positiveInteger('--rounds', rounds ?? '3'),
      corpus,
      streams: streams?.split(','),
      json: json ?? defaultJson('bench.json'),
    };
  }
  if (rounds !== undefined || streams !== undefined || corpus !== undefined)
    throw new OptionsError('--rounds, --streams and --corpus cannot be combined with --baseline');
  const folder = resolve(baseline);
  const problem = problemOfCheckout(OWN_CHECKOUT) ?? problemOfCheckout(folder);
  if (problem !== undefined) throw new OptionsError(problem);
  return {
    baseline: folder,
    only: namesIn(only, ROWS, 'row'),
    pairs: positiveInteger('--pairs', pairs ?? String(ENOUGH_PAIRS)),
    json: json ?? defaultJson('bench-baseline.json'),
  };
}

function parseValues() {
  const text = { type: 'string' };
  const options = { baseline: text, only: text, rounds: text, pairs: text, streams: text, corpus: text, json: text };
  try {
    return parseArgs({ options: { ...options, help: { type: 'boolean' } } }).values;
  } catch (error) {
    throw new OptionsError(error.message);
  }
}

/** The names of a comma-separated list, or all names if there is no list. */
function namesIn(list, table, kind) {
  const names = list?.split(',') ?? Object.keys(table);
  const unknown = names.find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) throw new OptionsError(`there is no ${kind} "${unknown}"`);
  return names;
}

function positiveInteger(option, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new OptionsError(`${option} needs a positive integer, got "${text}"`);
  return value;
}

function defaultJson(name) {
  return fileURLToPath(new URL(`../artifacts/${name}`, import.meta.url));
}
