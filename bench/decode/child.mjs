// A process that lets one candidate read one stream: node child.mjs CANDIDATE FILE PASSES, or with 0 passes from the disk, for its memory.
import { chunksOf } from '../corpus/store.mjs';
import { CANDIDATES } from './candidates.mjs';

const [name, file, passes] = process.argv.slice(2);
const read = await CANDIDATES[name].load();
console.log(JSON.stringify(passes === '0' ? await memory() : await times(Number(passes))));
// bsv-p2p keeps a timer of half a minute for the handshake that nobody makes.
process.exit(0);

/**
 * Seconds of processor time of each pass over chunks that lie in memory, all threads together: the clock on the wall would count what else
 * the machine does. The first pass, in which the code is compiled, is not counted.
 */
async function times(count) {
  const chunks = [...chunksOf(file)];
  const seconds = [];
  let messages = 0;
  for (let pass = -1; pass < count; pass++) {
    const start = process.cpuUsage();
    messages = await read(chunks);
    const { user, system } = process.cpuUsage(start);
    if (pass >= 0) seconds.push((user + system) / 1e6);
  }
  return { messages, seconds };
}

/** The most memory that the process has held while the stream came from the disk, a chunk at a time. */
async function memory() {
  const messages = await read(chunksOf(file));
  return { messages, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
