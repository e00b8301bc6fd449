// btcd on the same streams, where there is a Go toolchain that can fetch its packages.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { printed } from '../children.mjs';
import { startSender } from '../endToEnd/startSender.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../.cache/bench/btcd', import.meta.url));
/** A first build fetches and compiles for half a minute. */
const BUILD_TIMEOUT_MS = 120_000;

/** Builds the program; a string says why there is none. */
export async function buildBtcd() {
  try {
    await promisify(execFile)('go', ['build', '-o', PROGRAM, '.'], { cwd: FOLDER, timeout: BUILD_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return 'there is no go';
    return error.killed
      ? `go build was not done after ${BUILD_TIMEOUT_MS / 1000} s`
      : `go build ended with code ${error.code}`;
  }
}

export function decodeByBtcd(file, passes) {
  return printed([PROGRAM, 'decode', file, String(passes)], 'btcd decode');
}

export async function receiveByBtcd(file, expected, chunkBytes) {
  const { port, stop } = await startSender(file, chunkBytes);
  try {
    return await printed([PROGRAM, 'receive', String(port), String(expected)], 'btcd receive');
  } finally {
    stop();
  }
}
