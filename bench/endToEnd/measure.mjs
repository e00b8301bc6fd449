// From a socket: another process sends a stream over loopback TCP, a peer receives, decodes and dispatches it. Beside it, in turns, the same
// stream from memory: both are of one moment, so that the share that the socket leaves is one of the code and not of the machine's mood.
import { bytesIn, CHUNK_BYTES, corpusFiles, framesIn } from '../corpus/store.mjs';
import { inChild } from '../children.mjs';
import { buildBtcd, decodeByBtcd, receiveByBtcd } from '../go/btcd.mjs';
import { spreadOf } from '../statistics.mjs';

const RECEIVER = new URL('receiver.mjs', import.meta.url);
const DECODER = new URL('../decode/child.mjs', import.meta.url);

/** @type {Record<string, { memory: (file: string) => Promise<object>, socket: (file: string, expected: number) => Promise<object> }>} */
const CANDIDATES = {
  rxpeer: ours('rxpeer'),
  rxpeerMaterialised: ours('rxpeerMaterialised'),
  btcd: {
    memory: (file) => decodeByBtcd(file, 1),
    socket: (file, expected) => receiveByBtcd(file, expected, CHUNK_BYTES),
  },
};

function ours(name) {
  return {
    memory: (file) => inChild(DECODER, [name, file, 1]),
    socket: (file, expected) => inChild(RECEIVER, [name, file, expected, CHUNK_BYTES]),
  };
}

export async function measureEndToEnd({ rounds, folder, note, scale = 1 }) {
  note('end to end, building btcd');
  const withoutBtcd = await buildBtcd();
  const names = Object.keys(CANDIDATES).filter((name) => name !== 'btcd' || withoutBtcd === undefined);
  const rows = withoutBtcd === undefined ? [] : [{ candidate: 'btcd', skipped: withoutBtcd }];
  for (const [stream, file] of corpusFiles(['relay', 'blocks', 'headers', 'small'], { folder, scale })) {
    const expected = framesIn(file);
    const samples = new Map(
      names.map((name) => [name, { memory: [], socket: [], clock: [], share: [], peakBytes: 0 }]),
    );
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        note(`end to end, ${stream}, ${name}, round ${round + 1} of ${rounds}`);
        const memory = await CANDIDATES[name].memory(file);
        const socket = await CANDIDATES[name].socket(file, expected);
        if (memory.messages !== expected || socket.messages !== expected)
          throw new Error(
            `${name} gave ${memory.messages} and ${socket.messages} messages of ${stream}, ${expected} expected`,
          );
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
  const seconds = spreadOf(socket);
  return {
    stream,
    candidate,
    messages,
    bytes,
    messagesPerSecond: messages / seconds.median,
    megabytesPerSecond: bytes / 1e6 / seconds.median,
    seconds,
    ...(clock.length > 0 && { messagesPerClockSecond: messages / spreadOf(clock).median }),
    memoryMessagesPerSecond: messages / spreadOf(memory).median,
    memoryMegabytesPerSecond: bytes / 1e6 / spreadOf(memory).median,
    share: spreadOf(share),
    peakMebibytes: peakBytes / 2 ** 20,
  };
}
