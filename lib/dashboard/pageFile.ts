import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file as a browser gets it. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** By their paths. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The page as it was built; in the sources its scripts are not there yet. */
export const PAGE_FOLDER = fileURLToPath(new URL('./page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/**
 * All files of the page by their paths, read at once: what is not among them cannot be asked for, whatever a path says.
 *
 * Errors as the file system does when the page was not built.
 */
export async function readPage(folder = PAGE_FOLDER): Promise<PageFiles> {
  const chart = dirname(createRequire(import.meta.url).resolve('uplot'));
  const own = (await readdir(folder)).filter((name) => name !== 'index.html' && TYPES[extname(name)] !== undefined);
  const paths: [path: string, file: string][] = [
    ['/', join(folder, 'index.html')],
    ['/protocol.js', join(folder, '..', 'protocol.js')],
    ...own.map((name): [string, string] => [`/page/${name}`, join(folder, name)]),
    ['/page/vendor/uPlot.esm.js', join(chart, 'uPlot.esm.js')],
    ['/page/vendor/uPlot.min.css', join(chart, 'uPlot.min.css')],
  ];
  const files = paths.map(async ([path, file]): Promise<[string, PageFile]> => [
    path,
    { type: TYPES[extname(file)]!, bytes: new Uint8Array(await readFile(file)) },
  ]);
  return new Map(await Promise.all(files));
}
