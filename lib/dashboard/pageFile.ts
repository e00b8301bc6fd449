import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of the page. */
export interface PageFile {
  /** The Content-Type header. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Files of the page by URL path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The folder of the built page. In the folder of the sources the compiled scripts are missing. */
export const PAGE_FOLDER = fileURLToPath(new URL('./page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/**
 * Reads all files of the page into memory. Only these can be requested, so a path such as `/../x` cannot reach other files.
 *
 * Rejects with the error of the file system (ENOENT) if the page was not built.
 */
export async function readPage(folder = PAGE_FOLDER): Promise<PageFiles> {
  const uplot = dirname(createRequire(import.meta.url).resolve('uplot'));
  const own = (await readdir(folder)).filter((name) => name !== 'index.html' && TYPES[extname(name)] !== undefined);
  const paths: [path: string, file: string][] = [
    ['/', join(folder, 'index.html')],
    ['/protocol.js', join(folder, '..', 'protocol.js')],
    ...own.map((name): [string, string] => [`/page/${name}`, join(folder, name)]),
    ['/page/vendor/uPlot.esm.js', join(uplot, 'uPlot.esm.js')],
    ['/page/vendor/uPlot.min.css', join(uplot, 'uPlot.min.css')],
  ];
  const files = paths.map(async ([path, file]): Promise<[string, PageFile]> => [
    path,
    { type: TYPES[extname(file)]!, bytes: new Uint8Array(await readFile(file)) },
  ]);
  return new Map(await Promise.all(files));
}
