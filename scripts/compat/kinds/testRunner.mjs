import { asCommonJs, programText, withAwaitImport } from '../programs.mjs';
import { runProgram } from '../runProgram.mjs';

/** Runs two marble tests: one passes, one fails. @param {import('../runCells.mjs').Context} context */
export async function runCell({ cell, tool, runtime, installed, timeoutMs }) {
  const runner = RUNNERS[tool.packageName] ?? NODE_TEST;
  const isModule = cell.column === 'import';
  const program = programText('marbles.test.mjs');
  const source = `${runner.importing}\n${program}`;
  const text = {
    import: source,
    require: asCommonJs(source),
    'await-import': `${asCommonJs(runner.importing)}\n${awaiting(program)}`,
  }[cell.column];
  const tools = runner.isLinked ? [tool] : [];
  const cwd = await installed.projectOf(cell.name, { files: { 'marbles.test.js': text }, isModule, tools });
  const { code, output } = await runProgram(
    runtime?.file ?? (runner.isLinked ? process.execPath : tool.file),
    runner.args(tool),
    {
      cwd,
      env: { ...runner.env, DENO_NO_UPDATE_CHECK: '1' },
      timeoutMs,
    },
  );
  const isWorking = code !== 0 && runner.counts.test(output) && output.includes('sent: differs first at 2 ms');
  return { isWorking, output: `exit code ${code}\n${output}` };
}

/** Each test imports for itself. */
function awaiting(source) {
  const { imports, rest } = withAwaitImport(source);
  return rest.replaceAll('() => {\n', `async () => {\n${imports}\n`);
}

const NODE_TEST = {
  importing: "import { test } from 'node:test';",
  args: () => ['--test', '--test-reporter=spec', 'marbles.test.js'],
  counts: /^ℹ pass 1\nℹ fail 1$/m,
};

/** By name of the package of the tool; the others are Node. */
const RUNNERS = {
  jest: {
    importing: '',
    isLinked: true,
    args: ({ file }) => [file, '--rootDir=.'],
    env: { NODE_OPTIONS: '--experimental-vm-modules' },
    counts: /^Tests: +1 failed, 1 passed, 2 total$/m,
  },
  vitest: {
    importing: "import { test } from 'vitest';",
    isLinked: true,
    args: ({ file }) => [file, 'run'],
    counts: /^ *Tests +1 failed \| 1 passed \(2\)$/m,
  },
  bun: {
    importing: "import { test } from 'bun:test';",
    args: () => ['test', './marbles.test.js'],
    counts: /^ 1 pass\n 1 fail$/m,
  },
  deno: {
    importing: 'const { test } = Deno;',
    args: () => ['test', '--allow-all', 'marbles.test.js'],
    counts: /\| 1 passed \| 1 failed/,
  },
};
