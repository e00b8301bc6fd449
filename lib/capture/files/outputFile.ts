import { open, stat, type FileHandle } from 'node:fs/promises';
import { CaptureError } from '../captureError.js';
import { isSystemError, toCaptureError } from './fileError.js';

/** Recordings contain the addresses and traffic of a node's peers, so other users of the machine must not read them. */
const FILE_MODE = 0o600;

/** A file that is written sequentially. */
export class OutputFile {
  private constructor(
    private readonly handle: FileHandle,
    /** The offset of the next write; null for a device or a pipe, which have no offsets. */
    private position: number | null,
  ) {}

  /**
   * Creates a file that only its owner may read and write, or opens an existing device or named pipe.
   *
   * Errors with CaptureError `FILE_FAILED`; unless `overwrite` is true, also with `FILE_EXISTS` if the file, or a symbolic link of that name,
   * exists.
   */
  static async create(path: string, { overwrite }: { overwrite: boolean }): Promise<OutputFile> {
    try {
      const handle = await open(path, overwrite || (await isDeviceOrPipe(path)) ? 'w' : 'wx', FILE_MODE);
      return new OutputFile(handle, (await handle.stat()).isFile() ? 0 : null);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw toCaptureError(error);
      const advice = 'choose another name, overwrite it or append to it';
      throw new CaptureError('FILE_EXISTS', `${path} exists already: ${advice}`, undefined, { cause: error });
    }
  }

  /** Opens an existing regular file and truncates it to its first `length` bytes. Errors with CaptureError `FILE_FAILED`. */
  static async openForAppend(path: string, length: number): Promise<OutputFile> {
    try {
      const handle = await open(path, 'r+');
      await handle.truncate(length);
      return new OutputFile(handle, length);
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  /** Whether bytes that were written can be changed: true for a regular file, false for a device or a pipe. */
  get isRewritable(): boolean {
    return this.position !== null;
  }

  /** Replaces bytes that were written before, of a regular file only. Errors with CaptureError `FILE_FAILED`. */
  async rewrite(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      await this.handle.write(bytes, 0, bytes.length, offset);
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  /** Writes all of these bytes. Errors with CaptureError `FILE_FAILED`; then the file may contain some of the bytes, from the first on. */
  async write(bytes: Uint8Array): Promise<void> {
    try {
      for (let written = 0; written < bytes.length;) {
        const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.position);
        written += bytesWritten;
        if (this.position !== null) this.position += bytesWritten;
      }
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

async function isDeviceOrPipe(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    return stats.isCharacterDevice() || stats.isFIFO();
  } catch {
    // `open` reports the error.
    return false;
  }
}
