// One figure of the gate: node child.mjs CANDIDATE FILE CHUNK_BYTES TURNS. Ours and the floor in one process, in turns, so that the machine's mood falls
// on both; what is told is the ratio of the two.
import { chunksOf } from '../corpus/store.mjs';
import { CANDIDATES } from '../decode/candidates.mjs';
import { quantile } from '../statistics.mjs';

const [name, file, chunkBytes, turns] = process.argv.slice(2);
const ours = await CANDIDATES[name].load();
const floor = await CANDIDATES.hashing.load();
const chunks = [...chunksOf(file, Number(chunkBytes))];
const floorChunks = [...chunksOf(file)];
const WARM_TURNS = 4;
const ratios = [];
for (let turn = -WARM_TURNS; turn < Number(turns); turn++) {
  const ratio = (await cost(ours, chunks)) / (await cost(floor, floorChunks));
  if (turn >= 0) ratios.push(ratio);
}
// The lower quartile: what disturbs makes a turn dearer, never cheaper than the code is.
console.log(
  JSON.stringify({
    ratio: quantile(
      ratios.toSorted((a, b) => a - b),
      0.25,
    ),
  }),
);

/** Processor time of a pass, as many in a row as make it long enough to be told. */
async function cost(read, input) {
  const start = process.cpuUsage();
  let passes = 0;
  let micros = 0;
  while (micros < 20_000) {
    await read(input);
    passes += 1;
    const { user, system } = process.cpuUsage(start);
    micros = user + system;
  }
  return micros / passes;
}
