// Builds dist/, unless it is newer than everything that it is made from.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewer } from './isNewer.mjs';

const project = fileURLToPath(new URL('../', import.meta.url));

/** What dist/ is made from. The page of the dashboard contains documents. */
const SOURCES = ['lib', 'docs', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** The last file that `npm run build` writes. */
const LAST_FILE = 'dist/dashboard/page/style.css.gz';

/** Errors with the output of the build if it fails. */
export function buildIfStale() {
  const builtAtMs = statSync(join(project, LAST_FILE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (!SOURCES.some((source) => isNewer(join(project, source), builtAtMs))) return;
  const { error, status, stderr, stdout } = spawnSync('npm', ['run', 'build'], { cwd: project, encoding: 'utf8' });
  if (error !== undefined) throw error;
  // The compiler prints its errors on standard output.
  if (status !== 0) throw new Error(`npm run build ended with ${status ?? 'a signal'}:\n${stdout}${stderr}`);
}
