// btcd on the same streams, if a Go toolchain is installed that can download its packages.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runForLines, runProgram } from '../children.mjs';
import { startListening, startSender } from '../endToEnd/startSender.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const PROGRAM = fileURLToPath(new URL('../../.cache/bench/btcd', import.meta.url));
/** The first build downloads and compiles for about 30 s. */
const BUILD_TIMEOUT_MS = 120_000;

/** Builds the program. Resolves with undefined, or with the reason why it cannot be built. */
export async function buildBtcd() {
  try {
    await promisify(execFile)('go', ['build', '-o', PROGRAM, '.'], { cwd: FOLDER, timeout: BUILD_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return 'go is not installed';
    return error.killed
      ? `go build did not finish within ${BUILD_TIMEOUT_MS / 1000} s`
      : `go build exited with code ${error.code}`;
  }
}

export async function decodeByBtcd(file, passes, expected) {
  return checked(await runProgram([PROGRAM, 'decode', file, String(passes)], 'btcd decode'), expected);
}

export async function receiveByBtcd(file, expected, chunkBytes) {
  return receiveFrom(await startSender(file, chunkBytes, 2), 'receive', expected);
}

/** The same by the v2 transport. */
export async function receiveByBtcdV2(file, expected, chunkBytes) {
  return receiveFrom(await startBtcdSender(file, chunkBytes), 'receiveV2', expected);
}

/** A remote that accepts one connection by the v2 transport on mainnet and sends the file twice: see send.go. */
export function startBtcdSender(file, chunkBytes) {
  return startListening(PROGRAM, ['send', file, chunkBytes]);
}

/** What the package v2transport costs: see packets.go. */
export function packetsByBtcd(seconds) {
  return runForLines([PROGRAM, 'packets', String(seconds)], 'btcd packets');
}

async function receiveFrom({ port, stop }, command, expected) {
  try {
    return checked(await runProgram([PROGRAM, command, String(port), String(expected)], `btcd ${command}`), expected);
  } finally {
    stop();
  }
}

function checked(result, expected) {
  if (result.messages === expected) return result;
  throw new Error(`btcd read ${result.messages} messages instead of ${expected}`);
}
