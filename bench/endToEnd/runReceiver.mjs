import { runChild } from '../children.mjs';
import { CHUNK_BYTES } from '../corpus/store.mjs';

const RECEIVER = new URL('receiver.mjs', import.meta.url);

/**
 * Processor time of each pass, wall-clock time and peak memory of a fresh process whose peer receives the stream from a sender's socket.
 *
 * @param passes the passes that are counted, after one that compiles the code; for v2 only 1
 */
export async function receive(candidate, file, { expected, checkout, transport = 'v1', passes = 1 }) {
  const result = await runChild(RECEIVER, [candidate, file, expected, CHUNK_BYTES, passes, transport], { checkout });
  if (result.messages === expected) return result;
  throw new Error(`${candidate} received ${result.messages} messages instead of ${expected}`);
}
