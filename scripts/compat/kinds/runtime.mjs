import { asCommonJs, programText } from '../programs.mjs';
import { runProgram } from '../runProgram.mjs';

const CLI = '../node_modules/rxpeer/dist/cli/rxpeer.js';

/** Runs a program in Node, Bun or Deno. @param {import('../runCells.mjs').Context} context */
export async function runCell({ cell, tool, installed, timeoutMs }) {
  const program = programText('overTcp.mjs');
  const files = { 'overTcp.mjs': program, 'overTcp.cjs': asCommonJs(program) };
  const cwd = await installed.projectOf(cell.name, { files });
  const { args, expected } = RUNS[cell.column](installed.version);
  const { code, output, stdout } = await runProgram(tool.file, [...(PREFIXES[tool.packageName] ?? []), ...args], {
    cwd,
    env: QUIET,
    timeoutMs,
  });
  return { isWorking: code === 0 && expected.test(stdout), output: `exit code ${code}\n${output}` };
}

/** The arguments, and what the program has to print, by column. */
const RUNS = {
  v2: () => ({ args: ['overTcp.mjs', 'v2'], expected: /^transport v2, 100 headers, the tip$/m }),
  v1: () => ({ args: ['overTcp.mjs', 'v1'], expected: /^transport v1, 100 headers, the tip$/m }),
  require: () => ({ args: ['overTcp.cjs', 'v2'], expected: /^transport v2, 100 headers, the tip$/m }),
  version: (version) => ({ args: [CLI, '--version'], expected: new RegExp(`^${version.replaceAll('.', '\\.')}\n$`) }),
  watch: () => ({ args: [CLI, 'watch', '--simulate', '--count', '4'], expected: /^(?:.+\n){3}.* verack\b.*\n$/ }),
};

/** What comes before the file, by name of the package. */
const PREFIXES = { bun: ['run'], deno: ['run', '--allow-all'] };

/** No update checks. */
const QUIET = { DENO_NO_UPDATE_CHECK: '1' };
