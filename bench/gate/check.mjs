// npm run bench:check: holds what ours costs, as ratios to floors that are measured along with it, against the committed ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { quantile } from '../statistics.mjs';
import { table } from '../table.mjs';
import { FIGURES } from './figures.mjs';
import { measureFigure } from './measureFigure.mjs';
import { study } from './study.mjs';

const COMMITTED = new URL('ratios.json', import.meta.url);
const TOLERANCE = 0.15;
/** What looks worse is measured again, after the others, so that what disturbed has time to end. */
const ATTEMPTS = 7;
const ATTEMPTS_TO_WRITE = 7;
const USAGE = `Usage: npm run bench:check -- [OPTIONS]

Fails when one of ours costs more than ${TOLERANCE * 100} % more than what is committed, as a ratio to plain code of the same kind.

  --short          what CI has the time for
  --only NAME,…    ${Object.keys(FIGURES).join(', ')}
  --write          writes what is measured as the committed ratios
  --study N        tells how far N rounds lie apart; fails never
  --help

Ends with 0 when all is as it was; 1 when something is dearer; 2 for options that it does not know; 3 when something could not be measured.`;

process.exitCode = await main();

async function main() {
  let options;
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean' };
    ({ values: options } = parseArgs({ options: { short: flag, only: text, write: flag, study: text, help: flag } }));
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const names =
    options.only?.split(',') ?? Object.keys(FIGURES).filter((name) => !options.short || FIGURES[name].isShort);
  if (names.some((name) => !(name in FIGURES)) || (options.study !== undefined && !(Number(options.study) > 0))) {
    console.error(USAGE);
    return 2;
  }
  const committed = JSON.parse(readFileSync(COMMITTED, 'utf8'));
  try {
    if (options.study !== undefined) {
      console.log(await study(names, Number(options.study), committed, TOLERANCE));
      return 0;
    }
    return options.write ? await write(names, committed) : await check(names, committed);
  } catch (error) {
    console.error(error.message);
    return 3;
  }
}

async function check(names, committed) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  const best = (name) => Math.min(...measured[name]);
  const isWorse = (name) => best(name) > committed[name] * (1 + TOLERANCE);
  let left = names;
  for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
    for (const name of left) measured[name].push(await measureFigure(name));
    left = left.filter(isWorse);
  }
  const rows = names.map((name) => [
    name,
    committed[name] ?? 'none: --write',
    best(name).toPrecision(3),
    measured[name].length,
    isWorse(name) ? 'DEARER' : 'as it was',
  ]);
  console.log(table('Cost as a ratio to its floors', ['figure', 'committed', 'measured', 'attempts', ''], rows));
  return left.length === 0 ? 0 : 1;
}

/** The lower quartile: what disturbs makes a figure dearer, but the least may be the floors' bad day. */
async function write(names, committed) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let attempt = 0; attempt < ATTEMPTS_TO_WRITE; attempt++)
    for (const name of names) measured[name].push(await measureFigure(name));
  const ratios = names.map((name) => {
    const sorted = measured[name].toSorted((a, b) => a - b);
    return [name, Number(quantile(sorted, 0.25).toPrecision(3))];
  });
  const kept = Object.entries(committed).filter(([name]) => name in FIGURES);
  const all = { ...Object.fromEntries(kept), ...Object.fromEntries(ratios) };
  writeFileSync(COMMITTED, `${JSON.stringify(all, null, 2)}\n`);
  console.log(table('Committed from now on', ['figure', 'ratio'], ratios));
  return 0;
}
