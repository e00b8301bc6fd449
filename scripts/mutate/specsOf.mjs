import { posix } from 'node:path';
import { libraryImports } from '../libraryImports.mjs';

/** The project's files that this file imports, statically or dynamically, as paths from the project's root. */
export function importsOf(file, source) {
  const found = new Set();
  for (const [, specifier] of source.matchAll(/(?:\bfrom|\bimport|\bimport\(|\bunstable_mockModule\()\s*'([^']+)'/g)) {
    const path =
      ALIASES.get(specifier) ?? (specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : '');
    if (path !== '') found.add(path.replace(/\.js$/, '.ts'));
  }
  return [...found];
}

/** As jest.config.js resolves them. */
const ALIASES = libraryImports('node');

/**
 * The specs that import a file, directly or not. `direct`: specs that import it themselves; `folder`: other specs in the folder of the same
 * name; `far`: the rest. The first groups are the most likely to notice a change.
 *
 * @param imports by file, the files that it imports
 */
export function specsOf(file, imports) {
  const importers = new Map();
  for (const [from, targets] of imports) {
    for (const to of targets) importers.set(to, [...(importers.get(to) ?? []), from]);
  }
  const folder = `spec/${file.split('/').slice(1, -1)[0] ?? ''}/`;
  const distances = new Map([[file, 0]]);
  // A breadth-first search: iterating a Map also visits the entries that are added during the iteration.
  for (const [reached, distance] of distances) {
    for (const importer of importers.get(reached) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  const found = { direct: [], folder: [], far: [] };
  for (const [path, distance] of distances) {
    if (!path.endsWith('.spec.ts')) continue;
    found[distance === 1 ? 'direct' : path.startsWith(folder) ? 'folder' : 'far'].push(path);
  }
  return found;
}
