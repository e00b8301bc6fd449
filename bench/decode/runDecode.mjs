import { runChild } from '../children.mjs';

const CHILD = new URL('child.mjs', import.meta.url);

/** Processor time of each pass of a decoder over a stream in memory, in a fresh process. */
export async function decodeTimes(candidate, file, { passes, expected, checkout }) {
  return checked(await runChild(CHILD, [candidate, file, passes], { checkout }), candidate, expected);
}

/** Peak memory of a fresh process that decodes the stream from disk. */
export async function decodePeak(candidate, file, { expected, checkout }) {
  return checked(await runChild(CHILD, [candidate, file, 0], { checkout }), candidate, expected);
}

function checked(result, candidate, expected) {
  if (result.messages === expected) return result;
  throw new Error(`${candidate} decoded ${result.messages} messages instead of ${expected}`);
}
