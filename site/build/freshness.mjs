import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isNewer } from '../../scripts/isNewer.mjs';
import { generatedFolder, outputFolder, rootFolder, siteFolder } from './paths.mjs';

/** What the static files are made from, as paths in the repository. */
const SOURCES = [
  ...['docs', 'lib', 'marbles', 'scripts/book', 'bench', 'site'],
  ...['package.json', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'examples', 'spec/README.md'],
];

/** Folders that hold no sources. */
const NOT_SOURCES = new Set([
  generatedFolder,
  outputFolder,
  `${siteFolder}.vitepress/cache/`,
  `${rootFolder}bench/go/`,
]);

/** True if the static files are newer than everything that they are made from. */
export function isBuilt() {
  const index = `${outputFolder}index.html`;
  if (!existsSync(index)) return false;
  const builtAtMs = statSync(index).mtimeMs;
  return !SOURCES.some((source) => isNewer(join(rootFolder, source), builtAtMs, isNoSource));
}

function isNoSource(folder) {
  return folder.endsWith('node_modules') || NOT_SOURCES.has(`${folder}/`);
}
