import { ByteQueue } from './byteQueue.js';
import { CaptureError } from './captureError.js';

/** A line of text, without its line feed. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** The offset in the file of its first byte. */
  readonly offset: number;
}

/**
 * Splits bytes into lines of Latin-1: `push` a chunk, then call `nextLine` until it returns undefined.
 *
 * Memory: the chunk, and one unfinished line. A line of more than `maxBytes` that has no line feed yet is an error. `searchedBytes` of the
 * unfinished line have been searched for a line feed, so that no byte is searched twice.
 */
export class LineSplitter {
  private readonly queue = new ByteQueue();
  private searchedBytes = 0;
  private lineNumber = 0;

  constructor(private readonly maxBytes: number) {}

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The next complete line, or undefined if more bytes are needed. Errors with CaptureError `MALFORMED` if the line is too long. */
  nextLine(): Line | undefined {
    const length = this.queue.indexOf(LINE_FEED, this.searchedBytes);
    if (length === -1) {
      this.searchedBytes = this.queue.queuedBytes;
      if (this.searchedBytes > this.maxBytes)
        throw this.lineError('MALFORMED', `is longer than ${this.maxBytes} bytes`);
      return undefined;
    }
    const { offset } = this.queue;
    const text = latin1.decode(this.queue.takeBytes(length));
    this.queue.takeBytes(1);
    this.searchedBytes = 0;
    this.lineNumber += 1;
    return { text, number: this.lineNumber, offset };
  }

  /** Ends the input. Errors with CaptureError `TRUNCATED` if the last line has no line feed. */
  end(): void {
    if (this.queue.queuedBytes > 0) throw this.lineError('TRUNCATED', 'has no line feed at its end');
  }

  private lineError(code: 'MALFORMED' | 'TRUNCATED', fact: string): CaptureError {
    return new CaptureError(code, `line ${this.lineNumber + 1} ${fact}`, this.queue.offset);
  }
}

const LINE_FEED = 0x0a;
const latin1 = new TextDecoder('latin1');
