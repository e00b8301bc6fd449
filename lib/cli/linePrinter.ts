import type { Writable } from 'node:stream';
import { fromEvent, type Observable } from 'rxjs';

/** What may wait for a reader that does not read. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

export interface LinePrinter {
  readonly print: (line: string) => void;
  /** Speaks when the stream breaks. */
  readonly broken$: Observable<NodeJS.ErrnoException>;
  /** Lines that were not printed since too much waited before them. */
  readonly droppedLines: number;
}

/** Writes lines; at most 16 MiB (and one line) wait for a slow reader, what comes beyond is dropped and counted. */
export function linePrinter(stream: Writable): LinePrinter {
  let droppedLines = 0;
  return {
    print(line) {
      if (stream.writableLength > MAX_WAITING_BYTES) droppedLines += 1;
      else stream.write(`${line}\n`);
    },
    broken$: fromEvent(stream, 'error') as Observable<NodeJS.ErrnoException>,
    get droppedLines() {
      return droppedLines;
    },
  };
}
