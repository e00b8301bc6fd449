// Decoding from memory: every decoder on every stream, alternating.
import { bytesIn, corpusFiles, framesIn } from '../corpus/store.mjs';
import { summarise } from '../statistics.mjs';
import { CANDIDATES } from './candidates.mjs';
import { decodePeak, decodeTimes } from './runDecode.mjs';

/**
 * @param {{ streams: string[], folder?: string, rounds: number, passes: number, scale: number, candidates?: string[], showStep: (text: string) => void }} options
 * @returns {Promise<object[]>} one row per stream and decoder
 */
export async function measureDecode({ streams, folder, rounds, passes, scale, candidates, showStep }) {
  const rows = [];
  for (const [stream, file] of corpusFiles(streams, { folder, scale })) {
    const expected = framesIn(file);
    const names = Object.keys(CANDIDATES).filter(
      (name) => CANDIDATES[name].streams.includes(stream) && (candidates?.includes(name) ?? true),
    );
    const samples = new Map(names.map((name) => [name, []]));
    // One process of each decoder per round, so that other load on the machine affects all decoders.
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        showStep(`decode ${stream}, ${name}, round ${round + 1} of ${rounds}`);
        const { seconds } = await decodeTimes(name, file, { passes, expected });
        samples.get(name).push(...seconds);
      }
    }
    for (const name of names) {
      const { peakBytes } = await decodePeak(name, file, { expected });
      const seconds = summarise(samples.get(name));
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
