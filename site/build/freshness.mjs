import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFolder, outputFolder, rootFolder, siteFolder } from './paths.mjs';

/** What the static files are made from, as paths in the repository. */
const SOURCES = [
  ...['docs', 'lib', 'marbles', 'scripts/book', 'bench', 'site'],
  ...['package.json', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'spec/README.md'],
];

/** Folders that hold no sources. */
const NOT_SOURCES = new Set([
  join(generatedFolder),
  join(outputFolder),
  `${siteFolder}.vitepress/cache/`,
  `${rootFolder}bench/go/`,
]);

/** True if the static files are newer than everything that they are made from. */
export function isBuilt() {
  const index = `${outputFolder}index.html`;
  if (!existsSync(index)) return false;
  const builtAtMs = statSync(index).mtimeMs;
  return !SOURCES.some((source) => isNewer(join(rootFolder, source), builtAtMs));
}

function isNewer(path, timeMs) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (!status.isDirectory()) return status.mtimeMs > timeMs;
  if (path.endsWith('node_modules') || NOT_SOURCES.has(`${path}/`)) return false;
  return readdirSync(path).some((name) => isNewer(join(path, name), timeMs));
}
