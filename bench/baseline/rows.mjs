// The rows of the budget: what each measures in one fresh process (or several), and the limit that it must hold.
// Every subscriber reads every field, see ../decode/checkReads.mjs.
import { runChild } from '../children.mjs';
import { corpusFiles, framesIn } from '../corpus/store.mjs';
import { CANDIDATES } from '../decode/candidates.mjs';
import { decodePeak, decodeTimes } from '../decode/runDecode.mjs';
import { END_TO_END_STREAMS } from '../endToEnd/measure.mjs';
import { receive } from '../endToEnd/runReceiver.mjs';
import { handshakes, idlePeers } from '../peers/runPeers.mjs';

const CANDIDATE = 'rxpeerReadAll';
const CHECK_READS = new URL('../decode/checkReads.mjs', import.meta.url);
/** A sample is the fastest of these passes: other load of the machine can only add to a pass. */
const PASSES = 5;
const IDLE_PEERS = 5000;
/** Limits the pairs of the rows that measure memory: a pair takes 20 to 60 s, and their budget is an absolute limit, not a small difference. */
const MAX_MEMORY_PAIRS = 3;

/**
 * @typedef {object} Row
 * @property {string} label
 * @property {string} unit
 * @property {{ minRatio: number } | { max: number }} budget `minRatio`: limit of the median of the ratios ours / baseline; `max`: limit of ours
 * @property {'median' | 'max'} [judgedBy] for `max`: which value of all pairs is compared with the limit
 * @property {number} [maxPairs]
 * @property {string[]} [streams] streams whose messages the subscribers read
 * @property {(options: { checkout: string }) => Promise<{ value: number, where?: string }>} sample `where`: which part of the sample has the value
 */

/** @type {Record<string, Row>} by the name that --only takes */
export const ROWS = {
  decodeRelay: decodeRow('relay', 0.92),
  decodeBlocks: decodeRow('blocks', 0.95),
  decodeHeaders: decodeRow('headers', 0.97),
  decodeSmall: decodeRow('small', 0.97),
  endToEndRelay: endToEndRow('relay', 0.95),
  endToEndBlocks: endToEndRow('blocks', 0.95),
  idlePeer: {
    label: `memory per idle peer of ${IDLE_PEERS}`,
    unit: 'KB',
    budget: { max: 22 },
    judgedBy: 'median',
    maxPairs: MAX_MEMORY_PAIRS,
    async sample({ checkout }) {
      const { bytesEach, answered } = await idlePeers(IDLE_PEERS, { checkout });
      if (answered < IDLE_PEERS)
        throw new Error(`only ${answered} of ${IDLE_PEERS} peers received an answer to a ping`);
      return { value: bytesEach / 1000 };
    },
  },
  handshakes: {
    label: 'handshakes',
    unit: '/s',
    budget: { minRatio: 0.95 },
    async sample({ checkout }) {
      const { perSecond } = await handshakes({ checkout });
      return { value: perSecond };
    },
  },
  peakMemory: {
    label: 'peak memory, the greatest of all streams',
    unit: 'MiB',
    budget: { max: 130 },
    judgedBy: 'max',
    maxPairs: MAX_MEMORY_PAIRS,
    streams: CANDIDATES[CANDIDATE].streams,
    sample: peakOfStreams,
  },
};

function decodeRow(stream, minRatio) {
  return {
    label: `decode ${stream} from memory`,
    unit: 'messages/s',
    budget: { minRatio },
    streams: [stream],
    async sample({ checkout }) {
      const { file, expected } = streamFile(stream);
      const { seconds } = await decodeTimes(CANDIDATE, file, { passes: PASSES, expected, checkout });
      return { value: expected / Math.min(...seconds) };
    },
  };
}

function endToEndRow(stream, minRatio) {
  return {
    label: `receive ${stream} from a socket`,
    unit: 'messages/s',
    budget: { minRatio },
    streams: [stream],
    async sample({ checkout }) {
      const { file, expected } = streamFile(stream);
      const { seconds } = await receive(CANDIDATE, file, { passes: PASSES, expected, checkout });
      return { value: expected / Math.min(...seconds) };
    },
  };
}

/** The figure of the target "at most 130 MiB of memory" in ../RESULTS.md: every stream, decoded from disk and received from a socket. */
async function peakOfStreams({ checkout }) {
  const mebibytes = {};
  for (const stream of CANDIDATES[CANDIDATE].streams) {
    const { file, expected } = streamFile(stream);
    const { peakBytes } = await decodePeak(CANDIDATE, file, { expected, checkout });
    mebibytes[`decode ${stream}`] = peakBytes / 2 ** 20;
  }
  for (const stream of END_TO_END_STREAMS) {
    const { file, expected } = streamFile(stream);
    const { peakBytes } = await receive(CANDIDATE, file, { expected, checkout });
    mebibytes[`receive ${stream}`] = peakBytes / 2 ** 20;
  }
  const [where, value] = Object.entries(mebibytes).toSorted(([, a], [, b]) => b - a)[0];
  return { value, where, mebibytes };
}

/** Rejects if the subscribers of a row would leave a part of a message undecoded. */
export async function checkReads({ streams = [] }, checkout) {
  for (const stream of streams) await runChild(CHECK_READS, [streamFile(stream).file], { checkout });
}

const files = new Map();

function streamFile(stream) {
  if (!files.has(stream)) {
    const file = corpusFiles([stream]).get(stream);
    files.set(stream, { file, expected: framesIn(file) });
  }
  return files.get(stream);
}
