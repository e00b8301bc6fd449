// A worker of scripts/fuzz.mjs: runs every `step`-th iteration.
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { importWire, networksOf } from './builtPackage.mjs';
import { fuzzCase, runCase } from './fuzzCase.mjs';
import { loadCorpus } from './fuzzCorpus.mjs';

const REPORT_EVERY = 5000;

const { seed, first, step, end, folder } = workerData;
const imported = await importWire();
const wire = { ...imported, networks: fuzzedNetworks(imported) };
const corpus = await loadCorpus(folder);
// Most iterations end with an error. Without this, capturing stacks takes most of the time.
Error.stackTraceLimit = 0;

let tally = emptyTally();
for (let iteration = first; iteration < end; iteration += step) {
  if (!attempt(iteration)) break;
  if (tally.iterations === REPORT_EVERY) report();
}
report();

/** Returns false if the case failed. */
function attempt(iteration) {
  const start = performance.now();
  try {
    count(runCase(wire, fuzzCase(seed, iteration, corpus), corpus));
  } catch {
    parentPort.postMessage({ failure: failureOf(iteration) });
    return false;
  }
  const elapsedMs = performance.now() - start;
  if (elapsedMs > tally.slowest.ms) tally.slowest = { ms: elapsedMs, iteration };
  tally.iterations += 1;
  return true;
}

/** Runs the iteration again to get a stack. */
function failureOf(iteration) {
  Error.stackTraceLimit = 20;
  const fuzzed = fuzzCase(seed, iteration, corpus);
  const { command, isStream } = fuzzed;
  const payload = Buffer.from(fuzzed.payload).toString('hex');
  try {
    runCase(wire, fuzzed, corpus);
  } catch (error) {
    return { iteration, command, isStream, payload, stack: error instanceof Error ? error.stack : String(error) };
  }
  return { iteration, command, isStream, payload, stack: 'did not fail a second time' };
}

function count(outcomes) {
  for (const outcome of outcomes) tally.outcomes.set(outcome, (tally.outcomes.get(outcome) ?? 0) + 1);
}

function report() {
  parentPort.postMessage({ tally });
  tally = emptyTally();
}

function emptyTally() {
  return { iterations: 0, outcomes: new Map(), slowest: { ms: 0, iteration: first } };
}

function fuzzedNetworks(built) {
  const networks = networksOf(built);
  return [networks.get('bitcoin.regtest'), networks.get('lbry.regtest')];
}
