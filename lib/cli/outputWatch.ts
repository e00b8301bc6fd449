import { preciseScheduler } from '../peer/preciseScheduler.js';
import { errorLine } from './errorText.js';
import type { Io } from './io.js';

/** How long the end of the program waits for a reader of its standard output, and how often it looks. */
const FLUSH_MS = 1000;
const LOOK_MS = 5;

/**
 * Notices if standard output cannot be written, for example on a full disk. A reader that has gone (EPIPE) is no failure: it has read
 * as much as it wanted, as `head` does.
 */
export class OutputWatch {
  private failure: NodeJS.ErrnoException | undefined;

  constructor(private readonly io: Pick<Io, 'stdout' | 'stderr'>) {
    io.stdout.on('error', this.fail);
  }

  /**
   * Waits until all output is written, for at most 1 s; says on stderr why it could not be written.
   *
   * @returns the program's exit code: 1 if the output failed, else `code`
   */
  async settle(code: number): Promise<number> {
    const { stderr, stdout } = this.io;
    const deadlineMs = preciseScheduler.now() + FLUSH_MS;
    // Not an empty write with a callback: it fails on a full disk even if nothing was written.
    while (stdout.writableLength > 0 && !stdout.destroyed && this.failure === undefined) {
      if (preciseScheduler.now() >= deadlineMs) break;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    // A stream that writes at once emits its error in a later tick.
    await new Promise((resolve) => setImmediate(resolve));
    stdout.off('error', this.fail);
    if (this.failure === undefined) return code;
    stderr.write(errorLine(`cannot write to standard output: ${this.failure.message}`));
    return code === 0 ? 1 : code;
  }

  private readonly fail = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') this.failure ??= error;
  };
}
