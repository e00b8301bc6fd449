import { ByteQueue } from './byteQueue.js';
import { CaptureError } from './captureError.js';

/** A line of text, without its end. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Where it begins in the file. */
  readonly offset: number;
}

/** Cuts bytes into lines of Latin-1: `push` a chunk, then take what is whole by `next`. Holds one line, at most `maxBytes`. */
export class LineSplitter {
  private readonly queue = new ByteQueue();
  private searched = 0;
  private number = 0;

  constructor(private readonly maxBytes: number) {}

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The next whole line, or undefined when more bytes are needed. Errors with CaptureError `MALFORMED` for a line without an end. */
  nextLine(): Line | undefined {
    const length = this.queue.indexOf(LINE_FEED, this.searched);
    if (length === -1) {
      this.searched = this.queue.queuedBytes;
      if (this.searched > this.maxBytes) throw this.error('MALFORMED', `is longer than ${this.maxBytes} bytes`);
      return undefined;
    }
    const { offset } = this.queue;
    const text = latin1.decode(this.queue.takeBytes(length));
    this.queue.takeBytes(1);
    this.searched = 0;
    this.number += 1;
    return { text, number: this.number, offset };
  }

  /** Errors with CaptureError `TRUNCATED` where bytes wait for the end of their line. */
  end(): void {
    if (this.queue.queuedBytes > 0) throw this.error('TRUNCATED', 'has no end');
  }

  private error(code: 'MALFORMED' | 'TRUNCATED', fact: string): CaptureError {
    return new CaptureError(code, `line ${this.number + 1} ${fact}`, this.queue.offset);
  }
}

const LINE_FEED = 0x0a;
const latin1 = new TextDecoder('latin1');
