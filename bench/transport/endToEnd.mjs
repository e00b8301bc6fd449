// From a socket by v1 and by v2: messages per second of processor time of the receiving process. As a program,
// node endToEnd.mjs [ROUNDS [CANDIDATE,...]], it prints one row of JSON per line. It measures dist/, so build first.
import { fileURLToPath } from 'node:url';
import { bytesIn, CHUNK_BYTES, corpusFiles, framesIn } from '../corpus/store.mjs';
import { receive } from '../endToEnd/runReceiver.mjs';
import { buildBtcd, receiveByBtcd, receiveByBtcdV2 } from '../go/btcd.mjs';
import { summarise } from '../statistics.mjs';

const STREAMS = ['relay', 'blocks', 'small'];

/** The sender of v2 is a program in Go for both receivers; that of v1 the one of `endToEnd/`. */
const CANDIDATES = {
  rxpeerV1: rxpeer('v1'),
  rxpeerV2: rxpeer('v2'),
  btcdV1: (file, expected) => receiveByBtcd(file, expected, CHUNK_BYTES),
  btcdV2: (file, expected) => receiveByBtcdV2(file, expected, CHUNK_BYTES),
};

function rxpeer(transport) {
  return (file, expected) => receive('rxpeerReadAll', file, { expected, transport });
}

/**
 * Each round measures all candidates one after the other in fresh processes. A row is `{ stream, candidate, messages, messagesPerSecond,
 * megabytesPerSecond, seconds }`, or `{ candidate, skipped }` with the reason.
 *
 * @param {{ rounds?: number, scale?: number, names?: string[], showStep?: (text: string) => void }} options
 */
export async function measureTransports({
  rounds = 5,
  scale = 1,
  names = Object.keys(CANDIDATES),
  showStep = () => undefined,
} = {}) {
  const skipped = await buildBtcd();
  // Without Go there is no sender of v2 either.
  const measured = names.filter((name) => skipped === undefined || name === 'rxpeerV1');
  const rows = names.filter((name) => !measured.includes(name)).map((candidate) => ({ candidate, skipped }));
  for (const [stream, file] of corpusFiles(STREAMS, { scale })) {
    const messages = framesIn(file);
    const samples = new Map(measured.map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const name of measured) {
        showStep(`transports, ${stream}, ${name}, round ${round + 1} of ${rounds}`);
        samples.get(name).push(...(await CANDIDATES[name](file, messages)).seconds);
      }
    }
    for (const [candidate, sample] of samples) {
      const seconds = summarise(sample);
      const megabytesPerSecond = bytesIn(file) / 1e6 / seconds.median;
      rows.push({
        stream,
        candidate,
        messages,
        messagesPerSecond: messages / seconds.median,
        megabytesPerSecond,
        seconds,
      });
    }
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const showStep = (text) => process.stderr.write(`${text}\n`);
  const [rounds = '5', names] = process.argv.slice(2);
  const options = { rounds: Number(rounds), names: names?.split(','), showStep };
  for (const row of await measureTransports(options)) console.log(JSON.stringify(row));
}
