// npm run fuzz -- --iterations N: decodes mutated payloads and streams with the built package; see USAGE.
import { existsSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { importWire } from './builtPackage.mjs';
import { loadCorpus } from './fuzzCorpus.mjs';

const USAGE = `Usage: npm run fuzz -- [--iterations N] [--seed S] [--first I] [--workers W] [--dir DIR]

Mutates real payloads, decodes them for Bitcoin and for LBRY, reads every field, and encodes them again. One iteration
in 16 decodes a stream of damaged frames in random chunks. Only a PeerError may be thrown. A message that was decoded
without bytes left over must be encoded to the same bytes.

  --iterations N  number of iterations (default 1000000)
  --seed S        an integer (default: random, printed); iteration I of seed S is always the same case
  --first I       the first iteration (default 0); --first I --iterations 1 repeats one
  --workers W     number of threads (default 2)
  --dir DIR       captures to start from (default: spec/fixtures, and ../shared/captures if it exists)

Exit status: 0 no failure, 1 another error than a PeerError or a broken rule, 2 wrong usage.`;

const PROGRESS_INTERVAL_MS = process.stderr.isTTY ? 200 : 10_000;

const options = optionsOf(process.argv.slice(2));
if (options.help) console.log(USAGE);
else process.exitCode = await fuzz(options);

async function fuzz({ iterations, seed, first, workers, dir }) {
  await importWire();
  const corpus = await loadCorpus(dir);
  if (corpus.length === 0) return refuse(`no captures in ${dir}`);
  console.log(`seed ${seed}, ${iterations} iterations from ${first}, ${workers} workers, ${corpus.length} payloads`);

  const start = performance.now();
  const total = { iterations: 0, outcomes: new Map(), slowest: { ms: 0, iteration: first } };
  const progress = setInterval(() => printProgress(total.iterations, iterations, start), PROGRESS_INTERVAL_MS);
  const ranges = Array.from({ length: workers }, (_, i) => ({
    first: first + i,
    step: workers,
    end: first + iterations,
  }));
  const running = ranges.map((range) => runWorker({ ...range, seed, folder: dir }, total));
  const failure = (await Promise.all(running)).find((each) => each !== undefined);
  clearInterval(progress);
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  printSummary(total, (performance.now() - start) / 1000);
  if (failure === undefined) return 0;
  printFailure(failure, seed);
  return 1;
}

/** Resolves to the failure that the worker found, or undefined. */
function runWorker(workerData, total) {
  const worker = new Worker(new URL('fuzzWorker.mjs', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    let found;
    worker.on('message', ({ tally, failure }) => {
      if (tally !== undefined) add(total, tally);
      found ??= failure;
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve(found));
  });
}

function add(total, { iterations, outcomes, slowest }) {
  total.iterations += iterations;
  for (const [outcome, count] of outcomes) total.outcomes.set(outcome, (total.outcomes.get(outcome) ?? 0) + count);
  if (slowest.ms > total.slowest.ms) total.slowest = slowest;
}

function printProgress(done, wanted, start) {
  const seconds = (performance.now() - start) / 1000;
  const line = `${done} of ${wanted} iterations, ${Math.round(done / seconds)} per second`;
  process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
}

function printSummary({ iterations, outcomes, slowest }, seconds) {
  console.log(`${iterations} iterations in ${seconds.toFixed(1)} s; messages and frames by outcome:`);
  const sorted = Array.from(outcomes).sort(([, a], [, b]) => b - a);
  for (const [outcome, count] of sorted) console.log(`  ${String(count).padStart(10)}  ${outcome}`);
  console.log(`slowest: ${slowest.ms.toFixed(1)} ms, iteration ${slowest.iteration}`);
}

function printFailure({ iteration, command, isStream, payload, stack }, seed) {
  console.error(`\nFAILED: seed ${seed}, iteration ${iteration}, ${isStream ? 'in a stream, ' : ''}command ${command}`);
  console.error(`payload ${payload}\n${stack}`);
  console.error(`repeat: npm run fuzz -- --seed ${seed} --first ${iteration} --iterations 1`);
}

function refuse(reason) {
  console.error(`${reason}\n\n${USAGE}`);
  return 2;
}

function optionsOf(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        iterations: { type: 'string', default: '1000000' },
        seed: { type: 'string', default: String(Date.now() % 0x1_0000_0000) },
        first: { type: 'string', default: '0' },
        workers: { type: 'string', default: '2' },
        dir: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.dir !== undefined && !existsSync(values.dir)) throw new Error(`no folder: ${values.dir}`);
    return {
      ...values,
      iterations: integer('iterations', values.iterations, 1),
      seed: integer('seed', values.seed, 0),
      first: integer('first', values.first, 0),
      workers: integer('workers', values.workers, 1),
    };
  } catch (error) {
    process.exit(refuse(error.message));
  }
}

function integer(name, text, min) {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value) || value < min)
    throw new Error(`--${name}: integer of at least ${min} expected, got ${text}`);
  return value;
}
