// npm run typecheck: checks every TypeScript project; the exit status is 1 if one has errors.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/** Folders with a tsconfig.json: code for pages has other globals than code for Node. */
const PROJECTS = ['.', 'lib/dashboard/page', 'spec/browser', 'site/marbles', 'examples', 'examples/browser'];

const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const failed = PROJECTS.filter((project) => {
  const { status } = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
  return status !== 0;
});
if (failed.length > 0) console.error(`errors in ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
