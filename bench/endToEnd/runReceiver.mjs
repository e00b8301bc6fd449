import { runChild } from '../children.mjs';
import { CHUNK_BYTES } from '../corpus/store.mjs';

const RECEIVER = new URL('receiver.mjs', import.meta.url);

/** Processor time, wall-clock time and peak memory of a fresh process whose peer receives the stream from a sender's socket. */
export async function receive(candidate, file, { expected, checkout, transport = 'v1' }) {
  const result = await runChild(RECEIVER, [candidate, file, expected, CHUNK_BYTES, transport], { checkout });
  if (result.messages === expected) return result;
  throw new Error(`${candidate} received ${result.messages} messages instead of ${expected}`);
}
