// The crate bip324 of rust-bitcoin, if a Rust toolchain is installed that can download its crates.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runForLines } from '../children.mjs';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const TARGET = fileURLToPath(new URL('../../.cache/bench/rust', import.meta.url));
const PROGRAM = `${TARGET}/release/packets`;
/** The first build downloads and compiles for about 20 s. */
const BUILD_TIMEOUT_MS = 300_000;

/** Builds the program. Resolves with undefined, or with the reason why it cannot be built. */
export async function buildBip324() {
  try {
    const args = ['build', '--release', '--locked', '--target-dir', TARGET];
    await promisify(execFile)('cargo', args, { cwd: FOLDER, timeout: BUILD_TIMEOUT_MS });
    return undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return 'cargo is not installed';
    return error.killed
      ? `cargo build did not finish within ${BUILD_TIMEOUT_MS / 1000} s`
      : `cargo build exited with code ${error.code}`;
  }
}

export function packetsByBip324(seconds) {
  return runForLines([PROGRAM, String(seconds)], 'bip324 packets');
}
