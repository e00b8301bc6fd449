import type { Writable } from 'node:stream';
import { fromEvent, type Observable } from 'rxjs';

/** What may wait for a reader that does not read. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

export interface LinePrinter {
  readonly print: (line: string) => void;
  /** Emits when the stream breaks. */
  readonly broken$: Observable<NodeJS.ErrnoException>;
  /** Lines that were not printed since too much waited before them. */
  readonly droppedLines: number;
}

/**
 * Writes lines.
 *
 * @param overflow `drop`, for a source that cannot wait: at most 16 MiB (and one line) wait for a slow reader, and what comes beyond is
 * dropped and counted. `keep`, for a source that waits for the stream itself: nothing is dropped.
 */
export function linePrinter(stream: Writable, overflow: 'drop' | 'keep'): LinePrinter {
  let droppedLines = 0;
  return {
    print(line) {
      if (overflow === 'drop' && stream.writableLength > MAX_WAITING_BYTES) {
        droppedLines += 1;
        return;
      }
      stream.write(`${line}\n`);
    },
    broken$: fromEvent(stream, 'error') as Observable<NodeJS.ErrnoException>,
    get droppedLines() {
      return droppedLines;
    },
  };
}
