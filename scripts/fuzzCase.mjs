// One iteration of the fuzzer: its input, and the rules for its outcome. The caller passes the decoder.
import { mutate, pick, randomOf } from './mutations.mjs';

/** @import { CaseOutcome, FuzzCase, WireUnderTest } from './fuzzCase.mjs' */

/**
 * The case of this iteration: a mutated payload, or in one of 16 iterations a mutated stream of frames.
 *
 * @param {readonly import('./mutations.mjs').CorpusEntry[]} corpus sorted by size
 * @returns {FuzzCase}
 */
export function fuzzCase(seed, iteration, corpus) {
  const random = randomOf(seed, iteration);
  const isStream = random.below(16) === 0;
  const entry = pick(random, corpus);
  // A payload under another command reaches lengths and counts that mutations do not reach.
  const command = random.below(10) === 0 ? random.oneOf(corpus).command : entry.command;
  return { random, isStream, command, payload: mutate(random, entry.payload, corpus) };
}

/**
 * Decodes for every network, reads all fields of the result, and encodes it again. Throws an error that is not a PeerError, and an
 * Error if a rule is broken.
 *
 * @param {WireUnderTest} wire
 * @param {FuzzCase} fuzzed
 * @returns {CaseOutcome[]} one per network, or one per message of a stream
 */
export function runCase(wire, { random, isStream, command, payload }, corpus) {
  if (isStream) return runStream(wire, random, command, payload, corpus);
  const protocolVersion = random.oneOf(PROTOCOL_VERSIONS);
  return wire.networks.map((network) => decodeOne(wire, { command, payload }, { network, protocolVersion }));
}

const PROTOCOL_VERSIONS = [undefined, undefined, undefined, 70_016, 70_012, 60_000, 31_401, 209];
const WITH_BOOLEAN = new Set(['version', 'sendcmpct']);
const WITH_TRANSACTIONS = new Set(['tx', 'block', 'blocktxn', 'cmpctblock']);
const FATAL_CODES = new Set(['WRONG_MAGIC', 'OVERSIZED_FRAME']);

function decodeOne(wire, frame, options) {
  let message;
  let leftoverBytes = 0;
  try {
    message = wire.decodeFrame(frame, options, (count) => (leftoverBytes = count));
  } catch (error) {
    return codeOf(wire, error);
  }
  readFields(message);
  try {
    const bytes = wire.encodeMessage(message, options);
    if (leftoverBytes === 0) requireSame(wire, bytes.subarray(24), frame, options);
    return 'decoded';
  } catch (error) {
    return `${codeOf(wire, error)} on encoding`;
  }
}

/** Encoding must give the same bytes. If a message has several encodings, encoding and decoding again must give the same bytes. */
function requireSame(wire, bytes, frame, options) {
  if (isSame(bytes, frame)) return;
  const isStable = () => {
    const again = wire.decodeFrame({ command: frame.command, payload: bytes }, options);
    return isSame(wire.encodeMessage(again, options).subarray(24), { command: '', payload: bytes });
  };
  if (!hasSeveralEncodings(frame.command, options.network.limits) || !isStable())
    throw new Error('encoded to other bytes');
}

/** A network that ignores the transaction count of a header, or allows a witness flag without witness, accepts several encodings of them. */
function hasSeveralEncodings(command, { maxHeaderTransactions, allowsEmptyWitness }) {
  return command === 'headers' ? maxHeaderTransactions > 0 : allowsEmptyWitness && WITH_TRANSACTIONS.has(command);
}

/** Equal bytes; or equal length, if the message has a boolean, which may be encoded as any byte. */
function isSame(bytes, { command, payload }) {
  if (bytes.length !== payload.length) return false;
  return WITH_BOOLEAN.has(command) || bytes.every((byte, i) => byte === payload[i]);
}

/** A few frames, some of them damaged, decoded in random chunks and as one chunk: the outcomes must be equal. */
function runStream(wire, random, command, payload, corpus) {
  const network = random.oneOf(wire.networks);
  const frames = [wire.encodeFrame(network, command, payload)];
  while (random.below(3) > 0)
    frames.push(wire.encodeFrame(network, random.oneOf(corpus).command, pick(random, corpus).payload));
  let bytes = concat(frames);
  if (random.below(3) > 0) bytes = mutate(random, bytes, corpus);
  const inChunks = decodeStream(wire, network, chunksOf(random, bytes));
  const asOneChunk = decodeStream(wire, network, [bytes]);
  if (inChunks.join() !== asOneChunk.join())
    throw new Error(`in chunks ${inChunks.join()}, as one chunk ${asOneChunk.join()}`);
  return inChunks;
}

function decodeStream(wire, network, chunks) {
  const decoder = new wire.FrameDecoder(network);
  const outcomes = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (;;) {
      try {
        const frame = decoder.next();
        if (frame === undefined) break;
        outcomes.push(decodeOne(wire, frame, { network }));
      } catch (error) {
        outcomes.push(codeOf(wire, error));
        if (FATAL_CODES.has(error.code)) return outcomes;
      }
    }
  }
  try {
    decoder.end();
  } catch (error) {
    outcomes.push(codeOf(wire, error));
  }
  return outcomes;
}

function chunksOf(random, bytes) {
  const largest = random.oneOf([1, 3, 25, 200, 2000]);
  const chunks = [];
  for (let offset = 0; offset < bytes.length;) {
    const end = offset + 1 + random.below(largest);
    chunks.push(bytes.subarray(offset, end));
    offset = end;
  }
  return chunks;
}

function concat(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** The code of a PeerError; rethrows any other error. */
function codeOf(wire, error) {
  if (!wire.isPeerError(error)) throw error;
  return error.code;
}

/** Reads every field, so that a lazy field or a view on reused memory fails here. */
function readFields(value) {
  if (value instanceof Uint8Array) {
    if (value.constructor !== Uint8Array) throw new Error(`a ${value.constructor.name} was returned`);
    return value.length > 0 ? value[value.length - 1] : 0;
  }
  if (value === undefined || value === null) throw new Error(`a field is ${value}`);
  if (typeof value !== 'object') return String(value).length;
  let sum = 0;
  for (const key in value) sum += readFields(value[key]);
  return sum;
}
