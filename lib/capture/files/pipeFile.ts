import { createReadStream, fstatSync, open as openDescriptor } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { CaptureError } from '../captureError.js';

/** The size of one read of a file or pipe. */
export const READ_BYTES = 64 * 1024;
/** The bound on the bytes of a pipe that are kept because it must be read twice. */
export const MAX_KEPT_BYTES = 256 * 1024 * 1024;

/** The paths of the standard input of the process. Some systems cannot open them if the standard input is a pipe. */
const STANDARD_INPUTS = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

export function isStandardInput(path: string): boolean {
  return STANDARD_INPUTS.includes(path);
}

/** Opens the standard input, a named pipe or a device as a stream. */
export async function openPipe(path: string): Promise<Readable> {
  if (isStandardInput(path)) return process.stdin;
  const fd = await promisify(openDescriptor)(path, 'r');
  if (!fstatSync(fd).isFIFO()) return createReadStream(path, { fd, highWaterMark: READ_BYTES });
  // Not createReadStream: a pending read of a file stream cannot be cancelled, and a pipe may never deliver another byte.
  return new Socket({ fd, readable: true, writable: false });
}

/**
 * Reads a stream, whose content is available only once, in several passes.
 *
 * A pass that keeps its chunks replays the kept ones, then reads on and keeps what it reads: the next pass begins at the same byte. A pass
 * that does not keep them removes each kept chunk as it yields it, then reads on: it is the last one. Keeps at most `maxKeptBytes`.
 */
export class PipeSource {
  private readonly source: AsyncIterator<Uint8Array>;
  private kept: Uint8Array[] = [];
  private keptBytes = 0;

  constructor(
    stream: Readable,
    private readonly maxKeptBytes: number,
  ) {
    this.source = stream[Symbol.asyncIterator]();
  }

  /** One pass. Errors with CaptureError `LIMIT_EXCEEDED` if more than `maxKeptBytes` would be kept. */
  async *chunks(keepForNextPass: boolean): AsyncGenerator<Uint8Array, void> {
    for (let i = 0; keepForNextPass ? i < this.kept.length : this.kept.length > 0; i++) {
      yield keepForNextPass ? this.kept[i]! : this.takeKept();
    }
    for (let result = await this.source.next(); result.done !== true; result = await this.source.next()) {
      if (keepForNextPass) this.keep(result.value);
      yield result.value;
    }
  }

  private takeKept(): Uint8Array {
    const chunk = this.kept.shift()!;
    this.keptBytes -= chunk.length;
    return chunk;
  }

  private keep(chunk: Uint8Array): void {
    this.keptBytes += chunk.length;
    if (this.keptBytes > this.maxKeptBytes) {
      const fact = `a pipe delivers more than ${this.maxKeptBytes} bytes of packets, which are read twice: write them to a file first`;
      throw new CaptureError('LIMIT_EXCEEDED', fact);
    }
    this.kept.push(chunk);
  }
}
