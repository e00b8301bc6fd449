import { posix } from 'node:path';

/** The project's files that this one imports, statically or not, as paths from the project's root. */
export function importsOf(file, source) {
  const found = new Set();
  for (const [, specifier] of source.matchAll(/(?:\bfrom|\bimport|\bimport\(|\bunstable_mockModule\()\s*'([^']+)'/g)) {
    const path =
      ALIASES.get(specifier) ?? (specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : '');
    if (path !== '') found.add(path.replace(/\.js$/, '.ts'));
  }
  return [...found];
}

/** package.json `imports`, as the specs resolve them. */
const ALIASES = new Map([
  ['#fast', 'lib/fast/fastNetwork.ts'],
  ['#latin1', 'lib/fast/latin1Node.ts'],
  ['#sha256', 'lib/crypto/sha256Node.ts'],
]);

/**
 * The specs that reach a file by imports, those first that are the most likely to notice a change in it. `direct`: they import it
 * themselves; `folder`: the others in the folder of the same name; `far`: the rest.
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
  // A breadth-first search: a Map that grows while it is iterated also gives what was added.
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
