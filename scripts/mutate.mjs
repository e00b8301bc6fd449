// npm run mutate -- --files 'lib/peer/**': changes the code in small ways and counts the changes that no spec notices; see USAGE.
import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, matchesGlob, relative, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutantsOf, mutated } from './mutate/mutants.mjs';
import { sample, scores, scoreTable } from './mutate/score.mjs';
import { importsOf, specsOf } from './mutate/specsOf.mjs';
import { Workspace } from './mutate/workspace.mjs';

const USAGE = `Usage: npm run mutate -- [--files GLOB]... [--max N] [--seed S] [--all] [--min PERCENT] [--report FILE] [--resume]
                          [--list]

Makes one small change ("mutant") at a time to a copy of the project, and runs the specs that reach the changed file. A change
that no spec notices survives: a spec is missing, or the change is equivalent (no caller can observe it; list it in
spec/equivalentMutants.json with the reason). The project's own files are not changed.

  --files GLOB   files to change (default: lib/**/*.ts); may be repeated
  --max N        number of changes to try, a sample of all (default 40)
  --seed S       an integer that selects the sample (default: random, printed)
  --all          run all specs that import the file, directly or not, instead of only those in the folder of the same name and
                 those that import the file directly: slower, and fewer changes survive
  --min PERCENT  the score below which the exit status is 1 (default 0)
  --timeout S    seconds for the specs of one mutant (default: 5 times their duration without a change, at least 30)
  --report FILE  the report, written after each mutant (default artifacts/mutation.json)
  --resume       continue the run of the report
  --list         print the mutants that would be tried, and exit
  --help         print this text

Changes: boundary (< to <=), equality (=== to !==), logic (&& to ||), arithmetic (+ to -), increment (++ to --), condition
(if (a) to if (!(a))), constant (n to n + 1, n - 1), boolean, method (push to unshift, min to max, ...), removal (of a call or
an assignment).

Exit status: 0 done, 1 the score is below --min, 2 wrong usage, 3 the specs fail without a change, 130 interrupted.`;

const MIN_TIMEOUT_MS = 30_000;
const BASELINE_TIMEOUT_MS = 600_000;

const projectRoot = fileURLToPath(new URL('../', import.meta.url));

const options = optionsOf(process.argv.slice(2));
if (options.help) console.log(USAGE);
else if (options.error !== undefined) {
  console.error(`${options.error}\n\n${USAGE}`);
  process.exitCode = 2;
} else process.exitCode = await mutate(options);

async function mutate({ files, max, seed, tries, minScore, timeoutMs, reportPath, isResumed, isList }) {
  const sources = filesUnder('lib').filter((file) => isMutable(file) && files.some((glob) => matchesGlob(file, glob)));
  const all = sources.flatMap((file) => mutantsOf(file, readProjectFile(file)));
  if (all.length === 0) {
    console.error(`no code to change in ${files.join(' ')}`);
    return 2;
  }
  const drawn = sample(all, max, seed);
  console.log(`seed ${seed}: ${drawn.length} of ${all.length} mutants in ${sources.length} files`);
  if (isList) {
    for (const mutant of drawn) console.log(describeMutant(mutant));
    return 0;
  }

  const results = isResumed ? resultsOf(readReport(reportPath)) : [];
  const done = new Set(results.map(keyOf));
  const equivalents = new Map(readEquivalents().map((each) => [equivalentKey(each), each.why]));
  const imports = new Map(
    [...filesUnder('lib'), ...filesUnder('spec')].map((f) => [f, importsOf(f, readProjectFile(f))]),
  );
  const workspace = new Workspace(projectRoot);
  const onSignal = () => {
    workspace.remove();
    process.exit(130);
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

  const durations = new Map();
  /** The duration of these specs without a change. Each spec is run once. */
  const baselineMs = async (specs) => {
    const unknown = specs.filter((spec) => !durations.has(spec));
    if (unknown.length > 0) {
      const start = performance.now();
      const { outcome, report } = await workspace.run(unknown, BASELINE_TIMEOUT_MS);
      if (outcome !== 'passed')
        throw new BaselineError(
          `the specs ${outcome === 'timedOut' ? 'time out' : 'fail'} without a change:\n${report}`,
        );
      for (const spec of unknown) durations.set(spec, (performance.now() - start) / unknown.length);
    }
    return specs.reduce((sum, spec) => sum + durations.get(spec), 0);
  };

  try {
    // Sorted by file, so that the baseline of its specs is measured once.
    const pending = drawn.filter((mutant) => !done.has(keyOf(mutant)));
    for (const mutant of pending.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start))) {
      const why = equivalents.get(equivalentKey(mutant));
      const start = performance.now();
      const outcome = why === undefined ? await tried(mutant) : 'equivalent';
      results.push({
        ...mutant,
        outcome,
        ...(why === undefined ? {} : { why }),
        elapsedMs: Math.round(performance.now() - start),
      });
      writeReport(reportPath, { seed, files, max, tries, results, scores: scores(results) });
      console.log(`${results.length}/${drawn.length} ${outcome.padEnd(10)} ${describeMutant(mutant)}`);
    }
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    console.error(error.message);
    return 3;
  } finally {
    workspace.remove();
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }

  const table = scores(results);
  console.log(`\n${scoreTable(table).join('\n')}\n\nreport: ${relative(process.cwd(), reportPath)}`);
  return table.at(-1).score * 100 < minScore ? 1 : 0;

  async function tried(mutant) {
    const { direct, folder, far } = specsOf(mutant.file, imports);
    const isAll = tries === 'all' || direct.length + folder.length === 0;
    const groups = [direct, folder, isAll ? far : []]
      .map((specs) => specs.filter(isUnitSpec))
      .filter((specs) => specs.length > 0);
    if (groups.length === 0) return 'untested';
    const source = workspace.read(mutant.file);
    for (const specs of groups) {
      const limitMs = timeoutMs ?? Math.max(MIN_TIMEOUT_MS, 5 * (await baselineMs(specs)));
      workspace.write(mutant.file, mutated(source, mutant));
      try {
        const { outcome } = await workspace.run(specs, limitMs);
        if (outcome !== 'passed') return outcome === 'failed' ? 'killed' : 'timedOut';
      } finally {
        workspace.write(mutant.file, source);
      }
    }
    return 'survived';
  }
}

/** The specs fail without a change, so the outcomes of mutants are meaningless. */
class BaselineError extends Error {}

function isUnitSpec(path) {
  return !/^spec\/(interop|package|browser)\//.test(path);
}

function isMutable(file) {
  return !file.endsWith('.d.ts') && !file.startsWith('lib/dashboard/page/');
}

function filesUnder(folder) {
  return readdirSync(new URL(`../${folder}`, import.meta.url), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(projectRoot, `${entry.parentPath}/${entry.name}`))
    .sort();
}

function readProjectFile(file) {
  return readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
}

function describeMutant({ file, line, operator, lineText, original, replacement }) {
  const change = operator === 'removal' ? 'removed' : `${original} -> ${replacement}`;
  return `${file}:${line} ${operator} ${change}   in: ${lineText.slice(0, 100)}`;
}

function keyOf({ file, start, operator, original, replacement }) {
  return JSON.stringify([file, start, operator, original, replacement]);
}

/** Without the line number, which changes with every line above it. */
function equivalentKey({ file, lineText, original, replacement }) {
  return JSON.stringify([file, lineText, original, replacement]);
}

function readEquivalents() {
  const path = new URL('../spec/equivalentMutants.json', import.meta.url);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}

function readReport(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Only the results whose mutated text is still at the same place in the file. */
function resultsOf({ results }) {
  return results.filter(({ file, start, end, original }) => {
    return existsSync(new URL(`../${file}`, import.meta.url)) && readProjectFile(file).slice(start, end) === original;
  });
}

/** Writes a new file and renames it, so that an interruption leaves the old report or the new one. */
function writeReport(path, report) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(report, undefined, 2)}\n`);
  renameSync(`${path}.new`, path);
}

function optionsOf(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        files: { type: 'string', multiple: true },
        max: { type: 'string' },
        seed: { type: 'string' },
        all: { type: 'boolean' },
        min: { type: 'string', default: '0' },
        timeout: { type: 'string' },
        report: { type: 'string' },
        resume: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { error: error.message };
  }
  if (values.help) return { help: true };
  const reportPath = resolve(values.report ?? fileURLToPath(new URL('../artifacts/mutation.json', import.meta.url)));
  if (values.resume && !existsSync(reportPath)) return { error: `--resume: there is no ${reportPath}` };
  const before = values.resume ? readReport(reportPath) : {};
  const max = Number(values.max ?? before.max ?? 40);
  const seed = Number(values.seed ?? before.seed ?? randomInt(2 ** 31));
  const minScore = Number(values.min);
  const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout) * 1000;
  if (!Number.isSafeInteger(max) || max < 1) return { error: `--max takes an integer of 1 or more, got ${values.max}` };
  if (!Number.isSafeInteger(seed)) return { error: `--seed takes an integer, got ${values.seed}` };
  if (!(minScore >= 0 && minScore <= 100))
    return { error: `--min takes a percentage from 0 to 100, got ${values.min}` };
  if (timeoutMs !== undefined && !(timeoutMs > 0)) return { error: `--timeout takes seconds, got ${values.timeout}` };
  return {
    files: values.files ?? before.files ?? ['lib/**/*.ts'],
    max,
    seed,
    tries: (values.all ?? before.tries === 'all') ? 'all' : 'near',
    minScore,
    timeoutMs,
    reportPath,
    isResumed: values.resume,
    isList: values.list,
  };
}
