// From a socket: another process sends a stream over loopback TCP, a peer of ours receives, decodes and dispatches it.
import { bytesIn, CHUNK_BYTES, corpusFiles, framesIn } from '../corpus/store.mjs';
import { inChild } from '../children.mjs';
import { spreadOf } from '../statistics.mjs';
import { percent, short, table } from '../table.mjs';

const RECEIVER = new URL('receiver.mjs', import.meta.url);

export async function measureEndToEnd({ rounds, folder, note, scale = 1 }) {
  const rows = [];
  for (const [stream, file] of corpusFiles(['relay', 'blocks', 'headers', 'small'], { folder, scale })) {
    const expected = framesIn(file);
    const samples = [];
    let peakBytes = 0;
    for (let round = 0; round < rounds; round++) {
      note(`end to end, ${stream}, round ${round + 1} of ${rounds}`);
      const sample = await inChild(RECEIVER, [file, expected, CHUNK_BYTES]);
      samples.push(sample.seconds);
      peakBytes = Math.max(peakBytes, sample.peakBytes);
    }
    const seconds = spreadOf(samples);
    rows.push({
      stream,
      messages: expected,
      messagesPerSecond: expected / seconds.median,
      megabytesPerSecond: bytesIn(file) / 1e6 / seconds.median,
      seconds,
      peakMebibytes: peakBytes / 2 ** 20,
    });
  }
  return rows;
}

export function endToEndTable(rows, { decode }) {
  return table(
    'End to end: two processes over loopback TCP',
    ['stream', 'messages/s', 'MB/s', 'spread', 'peak MiB', 'of decoding from memory'],
    rows.map((row) => {
      const inMemory = decode?.find(({ stream, candidate }) => stream === row.stream && candidate === 'rxpeer');
      return [
        row.stream,
        short(row.messagesPerSecond),
        short(row.megabytesPerSecond),
        percent(row.seconds.spread),
        Math.round(row.peakMebibytes),
        inMemory === undefined ? '' : percent(row.messagesPerSecond / inMemory.messagesPerSecond),
      ];
    }),
  );
}
