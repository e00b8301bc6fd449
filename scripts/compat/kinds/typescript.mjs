import { AWAIT_CONSUMER, CONSUMER } from '../consumer.mjs';
import { runProgram } from '../runProgram.mjs';

/** Compiles a program. @param {import('../runCells.mjs').Context} context */
export async function runCell({ cell, tool, installed, timeoutMs }) {
  const { file, text = CONSUMER, options } = PROJECTS[cell.column];
  const tsconfig = JSON.stringify({ compilerOptions: { ...STRICT, ...options }, include: [file] });
  const cwd = await installed.projectOf(cell.name, { files: { [file]: text, 'tsconfig.json': tsconfig } });
  const { code, output } = await runProgram(process.execPath, [tool.file, '-p', 'tsconfig.json', '--pretty', 'false'], {
    cwd,
    timeoutMs,
  });
  return { isWorking: code === 0, output: `exit code ${code}\n${output}` };
}

const NODE16 = { module: 'Node16', moduleResolution: 'Node16' };
const NODENEXT = { module: 'NodeNext', moduleResolution: 'NodeNext' };
const BUNDLER = { module: 'ESNext', moduleResolution: 'Bundler' };

/** What is compiled, by column. */
const PROJECTS = {
  node16: { file: 'consumer.ts', options: NODE16 },
  nodenext: { file: 'consumer.ts', options: NODENEXT },
  bundler: { file: 'consumer.ts', options: BUNDLER },
  'cts-node16': { file: 'consumer.cts', options: NODE16 },
  'cts-nodenext': { file: 'consumer.cts', options: NODENEXT },
  'cts-import': { file: 'consumer.cts', options: NODE16, text: AWAIT_CONSUMER },
};

/** The lowest target that README.md requires, and the checks that find most mistakes in declarations. */
const STRICT = {
  target: 'ES2022',
  lib: ['ES2022'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
};
