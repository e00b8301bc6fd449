// Decoding from memory: every candidate on every stream, in turns.
import { bytesIn, corpusFiles, framesIn } from '../corpus/store.mjs';
import { inChild } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';
import { CANDIDATES } from './candidates.mjs';

const CHILD = new URL('child.mjs', import.meta.url);

/**
 * @param {{ streams: string[], folder?: string, rounds: number, passes: number, scale: number, candidates?: string[], note: (text: string) => void }} options
 * @returns {Promise<object[]>} a row a stream and candidate
 */
export async function measureDecode({ streams, folder, rounds, passes, scale, candidates, note }) {
  const rows = [];
  for (const [stream, file] of corpusFiles(streams, { folder, scale })) {
    const expected = framesIn(file);
    const names = Object.keys(CANDIDATES).filter(
      (name) => CANDIDATES[name].streams.includes(stream) && (candidates?.includes(name) ?? true),
    );
    const samples = new Map(names.map((name) => [name, []]));
    // In turns: what else the machine does meanwhile falls on all of them.
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        note(`decode ${stream}, ${name}, round ${round + 1} of ${rounds}`);
        const { messages, seconds } = await inChild(CHILD, [name, file, passes]);
        if (messages !== expected)
          throw new Error(`${name} gave ${messages} messages of ${stream}, ${expected} expected`);
        samples.get(name).push(...seconds);
      }
    }
    for (const name of names) {
      const { peakBytes } = await inChild(CHILD, [name, file, 0]);
      const seconds = spreadOf(samples.get(name));
      const bytes = bytesIn(file);
      rows.push({
        stream,
        candidate: name,
        messages: expected,
        bytes,
        messagesPerSecond: expected / seconds.median,
        megabytesPerSecond: bytes / 1e6 / seconds.median,
        seconds,
        peakMebibytes: peakBytes / 2 ** 20,
      });
    }
  }
  return rows;
}
