import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { bookOfText, bookToText, MAX_LINE_BYTES, type SavedBook } from './addressBookText.js';
import { PoolError, reasonOf } from './poolError.js';

/** Symbolic links that are followed from the name of a book to its file, as the Linux kernel does. */
const MAX_LINKS = 40;

/** The owner reads and writes, nobody else: the book tells whom this machine talks to. */
const FILE_MODE = 0o600;

/**
 * Reads a saved book; undefined if there is no file yet. A file that is not a book is renamed to `FILE.damaged-N`, so nothing is lost.
 *
 * Synchronous, as is saving: 10,000 addresses take 50 ms, once every quarter of an hour, and what close() saves is on the disk when it
 * returns. Reads at most `maxEntries` lines of MAX_LINE_BYTES.
 *
 * Errors with PoolError `FILE_DAMAGED` if a new book can be started, `FILE_FAILED` if the file cannot be read or renamed, or is no
 * regular file (a pipe or a device could block for ever).
 */
export function loadBook(file: string, maxEntries: number): SavedBook | undefined {
  const maxBytes = maxEntries * MAX_LINE_BYTES;
  let target: string;
  let text: string | undefined;
  try {
    target = targetOf(file);
    text = readRegularFile(target, maxBytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PoolError('FILE_FAILED', `cannot read the address book ${file}: ${reasonOf(cause)}`, { cause });
  }
  if (text === undefined) throw setAside(target, `at most ${maxBytes} bytes expected, got more`);
  try {
    return bookOfText(text);
  } catch (cause) {
    throw setAside(target, reasonOf(cause), cause);
  }
}

/**
 * Saves a book: writes `FILE.new` and renames it to FILE once it is on the disk. If the process is killed meanwhile, FILE is the old book or
 * the new one, whole. If FILE is a symbolic link, the file that it leads to is replaced. Only the owner can read the new file.
 *
 * Errors with PoolError `FILE_FAILED`; the old book is still there then.
 */
export function saveBook(file: string, book: SavedBook): void {
  try {
    const target = targetOf(file);
    requireRegularFile(target);
    replaceFile(target, bookToText(book));
    syncFolder(dirname(target));
  } catch (cause) {
    throw new PoolError('FILE_FAILED', `cannot save the address book ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/** The file that a name leads to through symbolic links, whether it exists or not. */
function targetOf(file: string): string {
  let target = file;
  for (let links = 0; isLink(target); links++) {
    if (links === MAX_LINKS) throw new Error(`more than ${MAX_LINKS} symbolic links`);
    target = resolve(dirname(target), readlinkSync(target));
  }
  return target;
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** Undefined if the file is longer than `maxBytes`. */
function readRegularFile(file: string, maxBytes: number): string | undefined {
  // Without O_NONBLOCK, opening a pipe would wait for a writer.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error('it is no regular file');
    if (stat.size > maxBytes) return undefined;
    // One byte more, to notice a file that has grown since.
    const bytes = Buffer.alloc(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > stat.size) throw new Error('it was changed while it was read');
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

function requireRegularFile(file: string): void {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) throw new Error('it is no regular file');
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  // Left by a process that was killed, or put there by somebody who wants us to write through a link: removed, never followed.
  rmSync(temporary, { force: true });
  const descriptor = openSync(temporary, 'wx', FILE_MODE);
  try {
    try {
      writeFileSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** The new name survives a power failure, too. Some systems do not open folders; they lose the newest book at worst. */
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
