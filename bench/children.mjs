// Processes of the benchmark's own: each figure comes from a fresh one.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MAX_OUTPUT_BYTES = 1 << 20;

/** Runs a script of ours and gives what it prints, as JSON. */
export async function inChild(script, args, { nodeOptions = [] } = {}) {
  const argv = [...nodeOptions, fileURLToPath(script), ...args.map(String)];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: MAX_OUTPUT_BYTES });
  return JSON.parse(stdout);
}
