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
import { parseAddressBook, formatAddressBook, MAX_LINE_BYTES, type SavedAddressBook } from './addressBookText.js';
import { errorReason } from '../base/errorReason.js';
import { PoolError } from './poolError.js';

/** The maximum number of symbolic links that are followed to find the file, as in the Linux kernel. */
const MAX_LINKS = 40;

/** Only the owner may read the file: it lists the nodes to which this machine connects. */
const FILE_MODE = 0o600;

/**
 * Reads a saved address book; undefined if the file does not exist. A file that cannot be parsed is renamed to `FILE.damaged-N`, so nothing is
 * lost.
 *
 * Loading and saving are synchronous: 10,000 addresses take 50 ms, and `pool.close()` returns when the book is on the disk. Reads at most
 * `maxEntries` times MAX_LINE_BYTES.
 *
 * Errors with PoolError `FILE_DAMAGED` if the file was renamed, so a new book can be saved; `FILE_FAILED` if it cannot be read or renamed, or
 * is not a regular file (a pipe or a device could block forever).
 */
export function loadAddressBook(file: string, maxEntries: number): SavedAddressBook | undefined {
  const maxBytes = maxEntries * MAX_LINE_BYTES;
  let target: string;
  let text: string | undefined;
  try {
    target = targetOf(file);
    text = readRegularFile(target, maxBytes);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new PoolError('FILE_FAILED', `cannot read the address book ${file}: ${errorReason(cause)}`, { cause });
  }
  if (text === undefined) throw renameDamaged(target, `at most ${maxBytes} bytes expected, got more`);
  try {
    return parseAddressBook(text);
  } catch (cause) {
    throw renameDamaged(target, errorReason(cause), cause);
  }
}

/**
 * Saves an address book atomically: writes `FILE.new`, flushes it to the disk, and renames it to FILE. If the process is killed, FILE is
 * completely the old book or completely the new one. If FILE is a symbolic link, its target is replaced. Only the owner can read the file.
 *
 * Errors with PoolError `FILE_FAILED`; then FILE is unchanged.
 */
export function saveAddressBook(file: string, book: SavedAddressBook): void {
  try {
    const target = targetOf(file);
    requireRegularFile(target);
    replaceFile(target, formatAddressBook(book));
    syncFolder(dirname(target));
  } catch (cause) {
    throw new PoolError('FILE_FAILED', `cannot save the address book ${file}: ${errorReason(cause)}`, { cause });
  }
}

/** Follows symbolic links to the file, which need not exist. */
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
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > maxBytes) return undefined;
    // One byte more than the size, to notice that the file has grown since fstat.
    const bytes = Buffer.alloc(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    if (length > stat.size) throw new Error('it changed while it was read');
    return bytes.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

function requireRegularFile(file: string): void {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat !== undefined && !stat.isFile()) throw new Error('it is not a regular file');
}

function replaceFile(file: string, text: string): void {
  const temporary = `${file}.new`;
  // A killed process may have left it, or an attacker may have placed a link there: it is removed, never followed.
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

/**
 * Flushes the rename to the disk, so that it survives a power failure. Systems that cannot open folders (Windows) lose at worst the newest
 * book.
 */
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

function renameDamaged(file: string, fact: string, cause?: unknown): PoolError {
  let n = 1;
  while (existsSync(`${file}.damaged-${n}`)) n += 1;
  try {
    renameSync(file, `${file}.damaged-${n}`);
  } catch (error) {
    return new PoolError('FILE_FAILED', `cannot rename the damaged file ${file}: ${errorReason(error)}`, {
      cause: error,
    });
  }
  return new PoolError('FILE_DAMAGED', `${file}: ${fact}; renamed to ${file}.damaged-${n}`, { cause });
}
