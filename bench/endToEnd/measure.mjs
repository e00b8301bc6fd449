// End to end: another process sends a stream over loopback TCP; a peer receives, decodes and dispatches it. Each round also decodes the same
// stream from memory, right before, so that the ratio of both depends on the code and less on other load of the machine.
import { bytesIn, CHUNK_BYTES, corpusFiles, framesIn } from '../corpus/store.mjs';
import { decodeTimes } from '../decode/runDecode.mjs';
import { buildBtcd, decodeByBtcd, receiveByBtcd } from '../go/btcd.mjs';
import { summarise } from '../statistics.mjs';
import { receive } from './runReceiver.mjs';

export const END_TO_END_STREAMS = ['relay', 'blocks', 'headers', 'small'];

/** @type {Record<string, { memory: (file: string, expected: number) => Promise<object>, socket: (file: string, expected: number) => Promise<object> }>} */
const CANDIDATES = {
  rxpeerUnread: rxpeer('rxpeerUnread'),
  rxpeerReadAll: rxpeer('rxpeerReadAll'),
  btcd: {
    memory: (file, expected) => decodeByBtcd(file, 1, expected),
    socket: (file, expected) => receiveByBtcd(file, expected, CHUNK_BYTES),
  },
};

function rxpeer(name) {
  return {
    memory: (file, expected) => decodeTimes(name, file, { passes: 1, expected }),
    socket: (file, expected) => receive(name, file, { expected }),
  };
}

export async function measureEndToEnd({ rounds, folder, showStep, scale = 1 }) {
  showStep('end to end, building btcd');
  const withoutBtcd = await buildBtcd();
  const names = Object.keys(CANDIDATES).filter((name) => name !== 'btcd' || withoutBtcd === undefined);
  const rows = withoutBtcd === undefined ? [] : [{ candidate: 'btcd', skipped: withoutBtcd }];
  for (const [stream, file] of corpusFiles(END_TO_END_STREAMS, { folder, scale })) {
    const expected = framesIn(file);
    const samples = new Map(
      names.map((name) => [name, { memory: [], socket: [], clock: [], share: [], peakBytes: 0 }]),
    );
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        showStep(`end to end, ${stream}, ${name}, round ${round + 1} of ${rounds}`);
        const memory = await CANDIDATES[name].memory(file, expected);
        const socket = await CANDIDATES[name].socket(file, expected);
        const sample = samples.get(name);
        sample.memory.push(...memory.seconds);
        sample.socket.push(...socket.seconds);
        if (socket.wallSeconds !== undefined) sample.clock.push(socket.wallSeconds);
        sample.share.push(memory.seconds[0] / socket.seconds[0]);
        sample.peakBytes = Math.max(sample.peakBytes, socket.peakBytes);
      }
    }
    for (const [candidate, sample] of samples) rows.push(rowOf(stream, candidate, expected, bytesIn(file), sample));
  }
  return rows;
}

function rowOf(stream, candidate, messages, bytes, { memory, socket, clock, share, peakBytes }) {
  const seconds = summarise(socket);
  return {
    stream,
    candidate,
    messages,
    bytes,
    messagesPerSecond: messages / seconds.median,
    megabytesPerSecond: bytes / 1e6 / seconds.median,
    seconds,
    ...(clock.length > 0 && { messagesPerClockSecond: messages / summarise(clock).median }),
    memoryMessagesPerSecond: messages / summarise(memory).median,
    memoryMegabytesPerSecond: bytes / 1e6 / summarise(memory).median,
    share: summarise(share),
    peakMebibytes: peakBytes / 2 ** 20,
  };
}
