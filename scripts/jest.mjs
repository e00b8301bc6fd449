// node scripts/jest.mjs NAME [ARG ...]: runs jest with ES modules, and writes its report to artifacts/jest-NAME.json.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const [name, ...args] = process.argv.slice(2);
const artifacts = fileURLToPath(new URL('../artifacts/', import.meta.url));
mkdirSync(artifacts, { recursive: true });
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    createRequire(import.meta.url).resolve('jest/bin/jest'),
    '--json',
    `--outputFile=${artifacts}jest-${name}.json`,
    ...args,
  ],
  // jest writes JSON to standard output, and the readable report to standard error.
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.exitCode = status ?? 1;
