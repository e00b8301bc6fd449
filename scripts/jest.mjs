// node scripts/jest.mjs NAME [ARG ...]: runs jest with ES modules, and leaves its report in artifacts/jest-NAME.json.
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
  // jest prints its JSON on standard output, its report for people on standard error.
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
process.exitCode = status ?? 1;
