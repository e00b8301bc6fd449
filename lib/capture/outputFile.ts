import { open, type FileHandle } from 'node:fs/promises';
import { CaptureError } from './captureError.js';
import { fileFailed } from './chunksFile.js';

/** A file that is written to its end. */
export class OutputFile {
  private constructor(
    private readonly handle: FileHandle,
    private position: number,
  ) {}

  /** A new file. Errors with CaptureError `FILE_EXISTS`, unless what is there may be overwritten, and `FILE_FAILED`. */
  static async create(path: string, { overwrite }: { overwrite: boolean }): Promise<OutputFile> {
    try {
      return new OutputFile(await open(path, overwrite ? 'w' : 'wx'), 0);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw fileFailed(error);
      throw new CaptureError('FILE_EXISTS', `${path} is there already`, undefined, { cause: error });
    }
  }

  /** An old file, cut off behind its first `length` bytes. Errors with CaptureError `FILE_FAILED`. */
  static async goOn(path: string, length: number): Promise<OutputFile> {
    try {
      const handle = await open(path, 'r+');
      await handle.truncate(length);
      return new OutputFile(handle, length);
    } catch (error) {
      throw fileFailed(error);
    }
  }

  /** Writes all of these bytes. Errors with CaptureError `FILE_FAILED`: what of them was written is cut off at any byte. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.position);
        written += bytesWritten;
        this.position += bytesWritten;
      }
    } catch (error) {
      throw fileFailed(error);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** True for the system's error of this name: `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}
