// The streams as files: generated once, then read by each process that measures.
import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { STREAMS } from './streams.mjs';

/** The maximum that one read of a socket returns. */
export const CHUNK_BYTES = 65_536;

/** Increased when the generator changes, so that outdated files are not measured. */
const VERSION = 2;

/**
 * The files of these streams: `folder`/NAME.bin if a folder is given, else the generated files, which are written if they are missing.
 *
 * @returns {Map<string, string>} by name
 */
export function corpusFiles(names, { folder, scale = 1 } = {}) {
  if (folder !== undefined) {
    return new Map(names.map((name) => [name, join(folder, `${name}.bin`)]).filter(([, file]) => existsSync(file)));
  }
  const cache = fileURLToPath(new URL(`../../.cache/bench/v${VERSION}-${scale}/`, import.meta.url));
  mkdirSync(cache, { recursive: true });
  return new Map(names.map((name) => [name, ensureFile(join(cache, `${name}.bin`), STREAMS[name](scale))]));
}

/** The file in chunks. Each chunk is a separate buffer, as with a socket. */
export function* chunksOf(file, chunkBytes = CHUNK_BYTES) {
  const fd = openSync(file, 'r');
  try {
    for (;;) {
      const chunk = new Uint8Array(chunkBytes);
      const length = readSync(fd, chunk);
      if (length === 0) return;
      yield length === chunkBytes ? chunk : chunk.slice(0, length);
    }
  } finally {
    closeSync(fd);
  }
}

export function bytesIn(file) {
  return statSync(file).size;
}

/** The number of frames in the file. */
export function framesIn(file) {
  let frames = 0;
  let skip = 0;
  let rest = new Uint8Array(0);
  for (const chunk of chunksOf(file, 1 << 20)) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offset = skip;
    while (offset + 24 <= bytes.length) {
      const view = new DataView(bytes.buffer, bytes.byteOffset + offset + 16, 4);
      offset += 24 + view.getUint32(0, true);
      frames += 1;
    }
    skip = Math.max(offset - bytes.length, 0);
    rest = offset < bytes.length ? bytes.subarray(offset) : new Uint8Array(0);
  }
  return frames;
}

function ensureFile(file, frames) {
  if (existsSync(file)) return file;
  // The file gets its name when it is complete.
  const fd = openSync(`${file}.part`, 'w');
  let buffered = [];
  let bufferedBytes = 0;
  const flush = () => {
    const bytes = Buffer.concat(buffered);
    for (let offset = 0; offset < bytes.length;) offset += writeSync(fd, bytes, offset);
    buffered = [];
    bufferedBytes = 0;
  };
  for (const each of frames) {
    buffered.push(each);
    bufferedBytes += each.length;
    if (bufferedBytes > 1 << 22) flush();
  }
  flush();
  closeSync(fd);
  renameSync(`${file}.part`, file);
  return file;
}
