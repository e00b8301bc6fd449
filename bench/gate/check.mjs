// npm run bench:check: compares the cost of rxpeer, as ratios to floors that are measured along with it, with the committed ratios.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { quantile } from '../statistics.mjs';
import { formatTable } from '../table.mjs';
import { FIGURES } from './figures.mjs';
import { measureFigure } from './measureFigure.mjs';
import { BUDGETS, checkSizes } from './sizes.mjs';
import { study } from './study.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMITTED = new URL('ratios.json', import.meta.url);
const TOLERANCE = 0.15;
/** A figure above its limit is measured again, after the other figures, so that a temporary load of the machine has time to end. */
const ATTEMPTS = 7;
const ATTEMPTS_TO_WRITE = 7;
const USAGE = `Usage: npm run bench:check -- [OPTIONS]

Fails if an entry point is larger in a page than its budget in gate/sizes.json, or if a figure exceeds its
committed ratio by more than ${TOLERANCE * 100} %. A ratio is the processor time of rxpeer divided by the processor time
of plain code of the same kind.

  --sizes          check only the sizes of the entry points
  --short          measure only the figures that CI has time for
  --only NAME,…    measure only these figures, and no sizes: ${Object.keys(FIGURES).join(', ')}
  --write          write the measured ratios to gate/ratios.json
  --study N        print how much the figures vary in N rounds; never fails
  --help

Exit code: 0 if nothing exceeds its limit; 1 if one does; 2 for invalid options; 3 if something could not be measured.`;

process.exitCode = await main();

async function main() {
  let options;
  try {
    const text = { type: 'string' };
    const flag = { type: 'boolean' };
    ({ values: options } = parseArgs({
      options: { sizes: flag, short: flag, only: text, write: flag, study: text, help: flag },
    }));
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
  const mistake = mistakeIn(options, names);
  if (mistake !== undefined) {
    console.error(`${mistake}\n${USAGE}`);
    return 2;
  }
  const committed = JSON.parse(readFileSync(COMMITTED, 'utf8'));
  try {
    if (options.study !== undefined) {
      console.log(await study(names, Number(options.study), committed, TOLERANCE));
      return 0;
    }
    if (options.write) return await write(names, committed);
    const isWithin = options.only !== undefined || (await checkSizes(ROOT, BUDGETS, console.log));
    const exitCode = options.sizes ? 0 : await check(names, committed);
    return isWithin ? exitCode : 1;
  } catch (error) {
    console.error(error.message);
    return 3;
  }
}

/** What is wrong with the options; undefined if nothing is. */
function mistakeIn({ only, sizes, study: rounds, write: writes }, names) {
  const unknown = names.filter((name) => !Object.hasOwn(FIGURES, name));
  if (unknown.length > 0) return `--only ${only}: no figure is named ${unknown.join(', ')}`;
  if (rounds !== undefined && !(Number(rounds) > 0)) return `--study ${rounds}: a number of rounds above 0 expected`;
  // It would check nothing, and succeed.
  if (sizes && (only ?? rounds ?? writes) !== undefined)
    return '--sizes measures no figure: omit --only, --study and --write';
  return undefined;
}

async function check(names, committed) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  const best = (name) => Math.min(...measured[name]);
  const isAboveLimit = (name) => best(name) > committed[name] * (1 + TOLERANCE);
  let left = names;
  for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
    for (const name of left) measured[name].push(await measureFigure(name));
    left = left.filter(isAboveLimit);
  }
  const rows = names.map((name) => [
    name,
    committed[name] ?? 'none: use --write',
    best(name).toPrecision(3),
    measured[name].length,
    isAboveLimit(name) ? 'SLOWER' : 'ok',
  ]);
  console.log(formatTable('Cost as a ratio to floors', ['figure', 'committed', 'measured', 'attempts', ''], rows));
  return left.length === 0 ? 0 : 1;
}

/** Commits the lower quartile: other load increases a ratio, but the minimum may come from a run in which the floors were slow. */
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
  console.log(formatTable('Ratios written to gate/ratios.json', ['figure', 'ratio'], ratios));
  return 0;
}
