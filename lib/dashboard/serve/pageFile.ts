import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { VIEW_NAMES } from '../protocol/views.js';

/** A file of the page. */
export interface PageFile {
  /** The Content-Type header. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Files of the page by URL path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The folder of the built page. In the folder of the sources the compiled script is missing. */
export const PAGE_FOLDER = fileURLToPath(new URL('../page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Reads all files of the page into memory. Only these can be requested, so a path such as `/../x` cannot reach other files. The paths of the
 * views have the same document, which shows the view of its URL. A file with the ending `.gz`, as the package contains them, is decompressed, and
 * has the path without it.
 *
 * Rejects with the error of the file system (ENOENT) if the page was not built.
 */
export async function readPage(folder = PAGE_FOLDER): Promise<PageFiles> {
  const names = (await readdir(folder)).filter((name) => TYPES[extname(withoutGz(name))] !== undefined);
  const html = await pageFile(folder, names.find((name) => withoutGz(name) === 'index.html') ?? 'index.html');
  const others = names.filter((name) => withoutGz(name) !== 'index.html');
  const files = others.map(async (name) => [`/page/${withoutGz(name)}`, await pageFile(folder, name)] as const);
  return new Map([
    ['/', html],
    ...VIEW_NAMES.map((view) => [`/${view}`, html] as const),
    ...(await Promise.all(files)),
  ]);
}

async function pageFile(folder: string, name: string): Promise<PageFile> {
  const bytes = await readFile(join(folder, name));
  const type = TYPES[extname(withoutGz(name))]!;
  return { type, bytes: new Uint8Array(name.endsWith('.gz') ? gunzipSync(bytes) : bytes) };
}

function withoutGz(name: string): string {
  return name.replace(/\.gz$/, '');
}
