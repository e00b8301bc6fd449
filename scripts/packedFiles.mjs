import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The most bytes of the package, unpacked: 2 MiB. */
export const MAX_UNPACKED_BYTES = 2 * 1024 * 1024;

/**
 * What npm would pack of the folder as it is built now. Throws if it was not built.
 *
 * @returns {{ files: string[], unpackedBytes: number }} sorted paths from the project's root, and the sum of their sizes
 */
export function packedFiles() {
  const root = fileURLToPath(new URL('../', import.meta.url));
  if (!existsSync(`${root}dist/index.js`)) throw new Error('dist/ is missing: run npm run build first');
  const printed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ files, unpackedSize }] = JSON.parse(printed);
  return { files: files.map(({ path }) => path).sort(), unpackedBytes: unpackedSize };
}

/**
 * The text of packList.txt: one path per line outside of dist/. dist/ has one file per module of lib/: of it, the endings that each folder contains,
 * so that a new module needs no new line, and a file of another kind or in a new folder does.
 *
 * @param {readonly string[]} files
 */
export function listOf(files) {
  const lines = files.map((file) => {
    const folder = /^dist\/(?:[^/]+\/)?/.exec(file)?.[0];
    if (folder === undefined) return file;
    return `${folder}*${/(?:\.d)?\.[^./]+(?:\.gz)?$/.exec(file)?.[0] ?? ''}`;
  });
  return [...new Set(lines)]
    .sort()
    .map((line) => `${line}\n`)
    .join('');
}
