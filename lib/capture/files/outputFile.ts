import { open, stat, type FileHandle } from 'node:fs/promises';
import { CaptureError } from '../captureError.js';
import { toCaptureError } from './chunkReaderFile.js';

/** Recordings show a node's peers and what it sent them: other users of the machine must not read them. */
const FILE_MODE = 0o600;

/** A file that is written to its end. */
export class OutputFile {
  private constructor(
    private readonly handle: FileHandle,
    /** Null for a device or a pipe, which have no positions. */
    private position: number | null,
  ) {}

  /**
   * A new file, which only its owner may read; or a device or a named pipe that is there.
   *
   * Errors with CaptureError `FILE_EXISTS` for a file that is there (unless it may be overwritten) or a symbolic link that leads nowhere,
   * and `FILE_FAILED`.
   */
  static async create(path: string, { overwrite }: { overwrite: boolean }): Promise<OutputFile> {
    try {
      const handle = await open(path, overwrite || (await isDeviceOrPipe(path)) ? 'w' : 'wx', FILE_MODE);
      return new OutputFile(handle, (await handle.stat()).isFile() ? 0 : null);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw toCaptureError(error);
      const advice = 'it is not overwritten unless that is asked for';
      throw new CaptureError('FILE_EXISTS', `${path} exists already: ${advice}`, undefined, { cause: error });
    }
  }

  /** An existing regular file, cut off behind its first `length` bytes. Errors with CaptureError `FILE_FAILED`. */
  static async openForAppend(path: string, length: number): Promise<OutputFile> {
    try {
      const handle = await open(path, 'r+');
      await handle.truncate(length);
      return new OutputFile(handle, length);
    } catch (error) {
      throw toCaptureError(error);
    }
  }

  /** Writes all of these bytes. Errors with CaptureError `FILE_FAILED`: what of them was written is cut off at any byte. */
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
    // Opening it tells what is wrong.
    return false;
  }
}

/** True for the system's error of this name: `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}
