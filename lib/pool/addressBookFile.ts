import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { bookOfText, bookToText, MAX_LINE_BYTES, type SavedBook } from './addressBookText.js';
import { PoolError, reasonOf } from './poolError.js';

/**
 * Reads a saved book; undefined where there is no file yet. What is not a book is set aside as `FILE.damaged-N`, and nothing is lost.
 *
 * At once, not in the background, as is the saving: 10,000 addresses took 50 ms, which comes every quarter of an hour, and what close()
 * has saved is there when it returns.
 *
 * Errors with PoolError `FILE_DAMAGED`, when a new one can be begun, and `FILE_FAILED` when the file cannot be read or set aside.
 */
export function loadBook(file: string, maxEntries: number): SavedBook | undefined {
  let text: string;
  try {
    if (statSync(file).size > maxEntries * MAX_LINE_BYTES) throw setAside(file, 'it is too long for one');
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof PoolError) throw cause;
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PoolError('FILE_FAILED', `cannot read the address book ${file}: ${reasonOf(cause)}`, { cause });
  }
  try {
    return bookOfText(text);
  } catch (cause) {
    throw setAside(file, reasonOf(cause), cause);
  }
}

/**
 * Saves a book: writes it beside, and puts it in the old one's place once it is on the disk. Whoever is stopped in the middle leaves the
 * old one or the new one, whole.
 *
 * Errors with PoolError `FILE_FAILED`; the old one is still there then.
 */
export function saveBook(file: string, book: SavedBook): void {
  const beside = `${file}.new`;
  try {
    const descriptor = openSync(beside, 'w');
    try {
      writeFileSync(descriptor, bookToText(book));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(beside, file);
  } catch (cause) {
    throw new PoolError('FILE_FAILED', `cannot save the address book ${file}: ${reasonOf(cause)}`, { cause });
  }
  syncFolder(dirname(file));
}

/** So that the new name outlives a power cut, too. Some systems do not open folders; they lose the newest book at worst. */
function syncFolder(folder: string): void {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
  } catch {
    return;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function setAside(file: string, fact: string, cause?: unknown): PoolError {
  let n = 1;
  while (existsSync(`${file}.damaged-${n}`)) n += 1;
  try {
    renameSync(file, `${file}.damaged-${n}`);
  } catch (error) {
    return new PoolError('FILE_FAILED', `cannot set ${file} aside: ${reasonOf(error)}`, { cause: error });
  }
  return new PoolError('FILE_DAMAGED', `${file}: ${fact}; it was set aside as ${file}.damaged-${n}`, { cause });
}
