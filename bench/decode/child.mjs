// Measures one decoder on one stream: node child.mjs CANDIDATE FILE PASSES prints the processor time of each pass.
// With 0 passes it reads the file from disk chunk by chunk and prints the peak memory.
import { chunksOf } from '../corpus/store.mjs';
import { CANDIDATES } from './candidates.mjs';

const [name, file, passes] = process.argv.slice(2);
const decode = await CANDIDATES[name].load();
console.log(JSON.stringify(passes === '0' ? await peakMemory() : await times(Number(passes))));
// bsv-p2p keeps the process alive for 30 s by the timer of its handshake, which never completes here.
process.exit(0);

/**
 * Processor time in seconds of each pass over chunks in memory, all threads of the process together. Wall-clock time would include what other
 * processes do. One pass before the counted passes compiles the code.
 */
async function times(count) {
  const chunks = [...chunksOf(file)];
  const seconds = [];
  let messages = 0;
  for (let pass = -1; pass < count; pass++) {
    const start = process.cpuUsage();
    messages = await decode(chunks);
    const { user, system } = process.cpuUsage(start);
    if (pass >= 0) seconds.push((user + system) / 1e6);
  }
  return { messages, seconds };
}

/** Peak resident memory while the stream is read from disk, one chunk at a time. */
async function peakMemory() {
  const messages = await decode(chunksOf(file));
  return { messages, peakBytes: process.resourceUsage().maxRSS * 1024 };
}
