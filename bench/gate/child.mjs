// Measures one figure of the gate: node --single-threaded --expose-gc child.mjs FIGURE FILE FLOORS_FILE TURNS
// rxpeer and its floors run in one process, alternating, so that other load on the machine affects all of them. The result is the ratio of both.
//
// Causes of variation, found in 20 runs on a machine with four times the load that it can serve, and the remedies:
//  - the compiler and the collector use threads of their own when cores are free: --single-threaded keeps them in the main thread
//  - a slice is charged for the garbage of the previous slice: figures.mjs lists where that is much (`collects`)
//  - turns are limited by time, so a slow machine compiles less code before it measures: figures.mjs lists where that is much (`warmUpPasses`)
//  - a process that shares the core or its caches slows most slices, but not all: the minimum of many short slices is the cost of the code
import { chunksOf } from '../corpus/store.mjs';
import { CANDIDATES } from './candidates.mjs';
import { FIGURES } from './figures.mjs';
import { FLOORS } from './floors.mjs';

const [name, file, floorsFile, turns] = process.argv.slice(2);
const { candidate, chunkBytes, floors, collects = false, warmUpPasses = 0 } = FIGURES[name];
const WARM_UP_TURNS = 6;
const SLICE_MICROS = 4000;

const floorChunks = [...chunksOf(floorsFile)];
const passes = [
  CANDIDATES[candidate]([...chunksOf(file, chunkBytes)]),
  ...floors.map((floor) => FLOORS[floor].load(floorChunks)),
];
for (let pass = 0; pass < warmUpPasses; pass++) passes[0]();
const minima = passes.map(() => Infinity);
for (let turn = -WARM_UP_TURNS; turn < Number(turns); turn++) {
  for (const [i, pass] of passes.entries()) {
    const micros = costOf(pass);
    if (turn >= 0) minima[i] = Math.min(minima[i], micros);
  }
}
const [ours, ...floorMinima] = minima;
// The geometric mean gives each floor the same weight, however long it takes.
const logarithms = floorMinima.map((micros) => Math.log(ours / micros));
console.log(JSON.stringify({ ratio: Math.exp(logarithms.reduce((sum, each) => sum + each) / floorMinima.length) }));

/** Processor time of a pass, in microseconds: the mean of a slice, which repeats the pass until it can be measured. */
function costOf(pass) {
  if (collects) globalThis.gc();
  const start = process.cpuUsage();
  let repetitions = 0;
  let micros = 0;
  while (micros < SLICE_MICROS) {
    pass();
    repetitions += 1;
    const { user, system } = process.cpuUsage(start);
    micros = user + system;
  }
  return micros / repetitions;
}
