// npm run marbles -- --run PAGE: runs cases of a page in virtual time, and prints their rows as expected and as they happened.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleScript } from './bundleScript.mjs';

/**
 * @param {{ run: string, case?: string, row?: string[], option?: string[] }} wanted the options of the command line
 * @returns {Promise<{ readonly text: string, readonly isAsExpected: boolean }>} rejects if a case cannot be run
 */
export async function runCases({ run: name, case: title, row: rows = [], option: options = [] }) {
  const book = await loadRunner();
  const page = readPage(name, book);
  if (title === undefined && rows.length + options.length > 0) {
    throw new book.BookError('UNKNOWN_CASE', '--row and --option change one case: name it by --case');
  }
  const cases = title === undefined ? page.cases : [book.findCase(page, title)];
  const results = cases.map((bookCase) => {
    const changed = changedCase(bookCase, rows, options, book);
    const result = book.runPageCase(name, changed);
    return { text: book.formatCase(name, changed, result), isAsExpected: book.isAsExpected(result) };
  });
  return {
    text: results.map(({ text }) => text).join('\n\n\n'),
    isAsExpected: results.every(({ isAsExpected }) => isAsExpected),
  };
}

function changedCase(bookCase, rows, options, { parseRow, withRow, parseOption, withOption }) {
  const withRows = rows.reduce((changed, row) => withRow(changed, ...parseRow(row)), bookCase);
  return options.reduce((changed, option) => withOption(changed, ...parseOption(option)), withRows);
}

function readPage(name, { parsePage, runPageCase }) {
  const path = fileURLToPath(new URL(`../../marbles/${/^\w+$/.test(name) ? name : ''}.txt`, import.meta.url));
  // A page without a file has no runner either, and the error of the runners lists all names.
  if (!existsSync(path)) runPageCase(name, { title: '', note: '', rows: new Map(), where: new Map() });
  return parsePage(readFileSync(path, 'utf8').replaceAll('\r\n', '\n'));
}

/** The runners are TypeScript, and use the sources of the library: they are bundled at each start, into a file that is removed again. */
async function loadRunner() {
  const outfile = fileURLToPath(new URL(`../../.cache/marbles/run-${process.pid}.mjs`, import.meta.url));
  await bundleScript({ entry: 'marbles/run/index.ts', outfile, platform: 'node' });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}
