// One iteration of the fuzzer: what it feeds, and what must hold of the outcome. Which decoder it feeds is given to it.
import { mutate, pick, randomOf } from './mutations.mjs';

/** @import { CaseOutcome, FuzzCase, WireUnderTest } from './fuzzCase.mjs' */

/**
 * The case of this number: a mutated payload, or one time in sixteen a mutated stream of frames.
 *
 * @param {readonly import('./mutations.mjs').CorpusEntry[]} corpus sorted by size
 * @returns {FuzzCase}
 */
export function fuzzCase(seed, iteration, corpus) {
  const random = randomOf(seed, iteration);
  const isStream = random.below(16) === 0;
  const entry = pick(random, corpus);
  // A payload under another command reaches lengths and counts that no mutation of its own would.
  const command = random.below(10) === 0 ? random.oneOf(corpus).command : entry.command;
  return { random, isStream, command, payload: mutate(random, entry.payload, corpus) };
}

/**
 * Decodes for every network, touches all of what came out, encodes it again. Throws whatever is no PeerError, and an Error
 * of its own where a rule does not hold.
 *
 * @param {WireUnderTest} wire
 * @param {FuzzCase} fuzzed
 * @returns {CaseOutcome[]} one a network, or a stream's messages
 */
export function runCase(wire, { random, isStream, command, payload }, corpus) {
  if (isStream) return runStream(wire, random, command, payload, corpus);
  const protocolVersion = random.oneOf(PROTOCOL_VERSIONS);
  return wire.networks.map((network) => decodeOne(wire, { command, payload }, { network, protocolVersion }));
}

const PROTOCOL_VERSIONS = [undefined, undefined, undefined, 70_016, 70_012, 60_000, 31_401, 209];
const WITH_BOOLEAN = new Set(['version', 'sendcmpct']);
const WITH_TRANSACTIONS = new Set(['tx', 'block', 'blocktxn', 'cmpctblock']);
const LOST = new Set(['WRONG_MAGIC', 'OVERSIZED_FRAME']);

function decodeOne(wire, frame, options) {
  let message;
  let leftoverBytes = 0;
  try {
    message = wire.decodeFrame(frame, options, (count) => (leftoverBytes = count));
  } catch (error) {
    return codeOf(wire, error);
  }
  touch(message);
  try {
    const bytes = wire.encodeMessage(message, options);
    if (leftoverBytes === 0) requireSame(wire, bytes.subarray(24), frame, options);
    return 'decoded';
  } catch (error) {
    return `${codeOf(wire, error)} on encoding`;
  }
}

/** The bytes come back; of messages that have several encodings, the one that comes back is stable. */
function requireSame(wire, bytes, frame, options) {
  if (isSame(bytes, frame)) return;
  const isStable = () => {
    const again = wire.decodeFrame({ command: frame.command, payload: bytes }, options);
    return isSame(wire.encodeMessage(again, options).subarray(24), { command: '', payload: bytes });
  };
  if (!hasSeveralEncodings(frame.command, options.network.limits) || !isStable())
    throw new Error('encoded to other bytes');
}

/** A network that ignores the transaction count of a header, or allows a witness flag without witness, encodes them in one way. */
function hasSeveralEncodings(command, { maxHeaderTransactions, allowsEmptyWitness }) {
  return command === 'headers' ? maxHeaderTransactions > 0 : allowsEmptyWitness && WITH_TRANSACTIONS.has(command);
}

/** The same bytes; or as many, where a boolean may have come as another byte than 0 and 1. */
function isSame(bytes, { command, payload }) {
  if (bytes.length !== payload.length) return false;
  return WITH_BOOLEAN.has(command) || bytes.every((byte, i) => byte === payload[i]);
}

/** A few frames, some of them damaged, at random chunks and as one chunk: both must come to the same. */
function runStream(wire, random, command, payload, corpus) {
  const network = random.oneOf(wire.networks);
  const frames = [wire.encodeFrame(network, command, payload)];
  while (random.below(3) > 0)
    frames.push(wire.encodeFrame(network, random.oneOf(corpus).command, pick(random, corpus).payload));
  let bytes = concat(frames);
  if (random.below(3) > 0) bytes = mutate(random, bytes, corpus);
  const inPieces = decodeStream(wire, network, chunksOf(random, bytes));
  const atOnce = decodeStream(wire, network, [bytes]);
  if (inPieces.join() !== atOnce.join()) throw new Error(`in pieces ${inPieces.join()}, at once ${atOnce.join()}`);
  return inPieces;
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
        if (LOST.has(error.code)) return outcomes;
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

/** The code of a PeerError; anything else is thrown on. */
function codeOf(wire, error) {
  if (!wire.isPeerError(error)) throw error;
  return error.code;
}

/** Reads every field there is: what is lazy or a window on memory that is gone would show itself. */
function touch(value) {
  if (value instanceof Uint8Array) {
    if (value.constructor !== Uint8Array) throw new Error(`a ${value.constructor.name} was handed out`);
    return value.length > 0 ? value[value.length - 1] : 0;
  }
  if (value === undefined || value === null) throw new Error(`a field is ${value}`);
  if (typeof value !== 'object') return String(value).length;
  let sum = 0;
  for (const key in value) sum += touch(value[key]);
  return sum;
}
