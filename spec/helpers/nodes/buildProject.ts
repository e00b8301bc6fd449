import { createRequire } from 'node:module';
import { projectRoot } from './projectRoot.js';
import { runWell } from './run.js';

/** The project's own TypeScript compiler, as a script. */
export const tscPath = createRequire(import.meta.url).resolve('typescript/bin/tsc');

/** Compiles lib/ into dist/, which the programs under test run from. */
export async function buildProject(): Promise<void> {
  await runWell(process.execPath, [tscPath, '-p', 'tsconfig.build.json'], { cwd: projectRoot, timeoutMs: 120_000 });
}
