import * as zlib from 'node:zlib';
import type { Transform } from 'node:stream';
import type * as Fzstd from 'fzstd';
import { CaptureError } from '../../../capture/captureError.js';
import { settled } from '../../../capture/files/gunzipFile.js';
import { MAX_WINDOW_BYTES, ZstdPieces } from './zstdPieces.js';

/** The part of Node's zlib that exists from 22.15 and 23.8 on; the types of older versions lack it. */
interface ZstdOfNode {
  readonly createZstdCompress?: (options?: object) => Transform;
  readonly createZstdDecompress?: (options?: object) => Transform;
  readonly constants: Readonly<Record<string, number | undefined>>;
}

const zstdOfNode: ZstdOfNode = zlib;

/** The versions of Node that can compress by zstd, for error messages. */
const NODE_WITH_ZSTD = 'Node 22.15, 23.8 or later';

/** A compressor of Node. Errors with CaptureError `UNSUPPORTED` where Node has none. */
export function createZstdCompressor(level: number): Transform {
  const { constants, createZstdCompress } = zstdOfNode;
  if (createZstdCompress !== undefined) {
    return createZstdCompress({ params: { [constants['ZSTD_c_compressionLevel']!]: level } });
  }
  throw new CaptureError(
    'UNSUPPORTED',
    `Node ${process.versions.node} cannot compress by zstd: use ${NODE_WITH_ZSTD}, or compression 'none'`,
  );
}

/**
 * Decompresses zstd data with Node if it can, or otherwise with the optional package fzstd, which does not verify checksums.
 *
 * Memory: the window of a frame, at most 128 MiB, and a block of 128 KiB. Errors with CaptureError `TRUNCATED`, `MALFORMED` and `LIMIT_EXCEEDED`,
 * after all bytes that could be decompressed; `UNSUPPORTED` for a dictionary, and if neither Node nor fzstd can decompress. The `offset`
 * of an error counts compressed bytes.
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const decompressor = await createDecompressor();
  const pieces = new ZstdPieces();
  let offset = 0;
  try {
    for await (const chunk of chunks) {
      pieces.push(chunk);
      for (let piece = pieces.next(); piece !== undefined; piece = pieces.next()) {
        yield* await decompress(() => decompressor.write(piece), offset);
        offset += piece.length;
      }
    }
    pieces.end();
    yield* await decompress(() => decompressor.end(), offset);
  } finally {
    decompressor.close();
  }
}

interface Decompressor {
  /** Resolves to the decompressed bytes of the piece. */
  write(piece: Uint8Array): Promise<Uint8Array[]> | Uint8Array[];
  end(): Promise<Uint8Array[]> | Uint8Array[];
  close(): void;
}

async function decompress(step: () => Promise<Uint8Array[]> | Uint8Array[], offset: number): Promise<Uint8Array[]> {
  try {
    return await step();
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new CaptureError('MALFORMED', `the compressed data is damaged: ${text}`, offset, { cause: error });
  }
}

async function createDecompressor(): Promise<Decompressor> {
  const { constants, createZstdDecompress } = zstdOfNode;
  if (createZstdDecompress !== undefined) {
    const windowLog = Math.log2(MAX_WINDOW_BYTES);
    return nodeDecompressor(createZstdDecompress({ params: { [constants['ZSTD_d_windowLogMax']!]: windowLog } }));
  }
  let fzstd: typeof Fzstd;
  try {
    fzstd = await import('fzstd');
  } catch (error) {
    const advice = `install the package fzstd, or use ${NODE_WITH_ZSTD}`;
    const fact = `Node ${process.versions.node} cannot decompress zstd: ${advice}`;
    throw new CaptureError('UNSUPPORTED', fact, undefined, { cause: error });
  }
  const output: Uint8Array[] = [];
  return fzstdDecompressor(new fzstd.Decompress((bytes) => output.push(bytes)), output);
}

function fzstdDecompressor(stream: Fzstd.Decompress, output: Uint8Array[]): Decompressor {
  return {
    write(piece) {
      // A copy: fzstd keeps a piece that is too short to begin with.
      stream.push(new Uint8Array(piece), false);
      return output.splice(0);
    },
    end() {
      stream.push(new Uint8Array(), true);
      return output.splice(0);
    },
    close: () => undefined,
  };
}

function nodeDecompressor(stream: Transform): Decompressor {
  const output: Uint8Array[] = [];
  let failure: Error | undefined;
  stream.on('data', (bytes: Uint8Array) => output.push(bytes)).on('error', (error) => (failure = error));
  const outcome = (): Uint8Array[] => {
    if (failure !== undefined) throw failure;
    return output.splice(0);
  };
  return {
    async write(piece) {
      await settled(stream, (done) => stream.write(piece, () => done()));
      return outcome();
    },
    async end() {
      await settled(stream, () => stream.end());
      return outcome();
    },
    close: () => void stream.destroy(),
  };
}
