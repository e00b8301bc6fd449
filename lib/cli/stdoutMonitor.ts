import { preciseScheduler } from '../peer/preciseScheduler.js';
import { errorLine } from './errorLine.js';
import type { Io } from './io.js';

/** How long `flush` waits for the reader of standard output at most. */
const FLUSH_TIMEOUT_MS = 1000;
const POLL_INTERVAL_MS = 5;

/**
 * Detects that standard output cannot be written, for example because the disk is full. EPIPE does not count as a failure: the reader
 * has closed the pipe because it needs no more lines, as `head` does.
 */
export class StdoutMonitor {
  private failure: NodeJS.ErrnoException | undefined;

  constructor(private readonly io: Pick<Io, 'stdout' | 'stderr'>) {
    io.stdout.on('error', this.onError);
  }

  /**
   * Waits until all output is written, for at most 1 s. Reports on stderr if standard output failed.
   *
   * @returns the program's exit code: 1 if standard output failed and `code` is 0, else `code`
   */
  async flush(code: number): Promise<number> {
    const { stderr, stdout } = this.io;
    const deadlineMs = preciseScheduler.now() + FLUSH_TIMEOUT_MS;
    // Not an empty write with a callback: on a full disk that fails even if nothing was written before.
    while (stdout.writableLength > 0 && !stdout.destroyed && this.failure === undefined) {
      if (preciseScheduler.now() >= deadlineMs) break;
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
    }
    // A stream that writes synchronously emits its error in a later tick.
    await new Promise((resolve) => setImmediate(resolve));
    stdout.off('error', this.onError);
    if (this.failure === undefined) return code;
    stderr.write(errorLine(`cannot write to standard output: ${this.failure.message}`));
    return code === 0 ? 1 : code;
  }

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') this.failure ??= error;
  };
}
