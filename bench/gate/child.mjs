// One figure of the gate: node --single-threaded --expose-gc child.mjs FIGURE FILE FLOORS_FILE TURNS
// Ours and its floors in one process, in turns, so that the machine's mood falls on all of them; what is told is the ratio of ours to theirs.
//
// What made ratios vary, and what is done about it, from 20 runs on a machine with four times as much to do as it can:
//  - the compiler and the collector work in threads of their own, when there is room for them: --single-threaded lets them work in turn
//  - a slice pays for the garbage of the slice before: where that is much, see figures.mjs
//  - whoever shares the core or its caches takes a part of every slice but some: the least of many short slices is the code's own
import { chunksOf } from '../corpus/store.mjs';
import { CANDIDATES } from './candidates.mjs';
import { FIGURES } from './figures.mjs';
import { FLOORS } from './floors.mjs';

const [name, file, floorsFile, turns] = process.argv.slice(2);
const { candidate, chunkBytes, floors, collects = false } = FIGURES[name];
const WARM_TURNS = 6;
const SLICE_MICROS = 4000;

const floorChunks = [...chunksOf(floorsFile)];
const works = [
  CANDIDATES[candidate]([...chunksOf(file, chunkBytes)]),
  ...floors.map((floor) => FLOORS[floor].load(floorChunks)),
];
const least = works.map(() => Infinity);
for (let turn = -WARM_TURNS; turn < Number(turns); turn++) {
  for (const [i, work] of works.entries()) {
    const micros = cost(work);
    if (turn >= 0) least[i] = Math.min(least[i], micros);
  }
}
const [ours, ...theirs] = least;
// The geometric mean: each floor counts as much as the other, however long it takes.
const logarithms = theirs.map((micros) => Math.log(ours / micros));
console.log(JSON.stringify({ ratio: Math.exp(logarithms.reduce((sum, each) => sum + each) / theirs.length) }));

/** Processor time of a pass, as many in a row as make it long enough to be told. */
function cost(work) {
  if (collects) globalThis.gc();
  const start = process.cpuUsage();
  let passes = 0;
  let micros = 0;
  while (micros < SLICE_MICROS) {
    work();
    passes += 1;
    const { user, system } = process.cpuUsage(start);
    micros = user + system;
  }
  return micros / passes;
}
