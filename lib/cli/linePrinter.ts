import type { Writable } from 'node:stream';
import { fromEvent, type Observable } from 'rxjs';

/** Bytes that may be buffered for a slow reader if `overflow` is `drop`. */
const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

export interface LinePrinter {
  readonly print: (line: string) => void;
  /** Emits when the stream fails. */
  readonly error$: Observable<NodeJS.ErrnoException>;
  /** The number of lines that were dropped because the buffer was full. */
  readonly droppedLines: number;
}

/**
 * Prints lines to a stream.
 *
 * @param overflow `drop`, for a live source: at most 16 MiB and one line are buffered for a slow reader; further lines are dropped and
 * counted. `keep`, for a source that respects backpressure: no line is dropped.
 */
export function linePrinter(stream: Writable, overflow: 'drop' | 'keep'): LinePrinter {
  let droppedLines = 0;
  return {
    print(line) {
      if (overflow === 'drop' && stream.writableLength > MAX_BUFFERED_BYTES) {
        droppedLines += 1;
        return;
      }
      stream.write(`${line}\n`);
    },
    error$: fromEvent(stream, 'error') as Observable<NodeJS.ErrnoException>,
    get droppedLines() {
      return droppedLines;
    },
  };
}
