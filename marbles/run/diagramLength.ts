import { parseDiagram } from '../../lib/marbles/diagram.js';
import { MarbleError } from '../../lib/marbles/marbleErrors.js';
import { BookError } from './bookError.js';
import { MAX_DIAGRAM_CHARACTERS, MAX_VIRTUAL_MS } from './limits.js';

/** Length of a diagram in milliseconds. A `^` or `!` at its end counts as one. Errors with MarbleError `BAD_DIAGRAM`. */
export function lengthMs(diagram: string): number {
  return parseDiagram(diagram.replace(/[!^]$/, '-')).lengthMs;
}

/** Errors with BookError `BAD_ROW` for a diagram that cannot be parsed, and `TOO_LONG` for one beyond the limits. */
export function requireDiagram(row: string, diagram: string): void {
  if (diagram.length > MAX_DIAGRAM_CHARACTERS) {
    const limit = `at most ${MAX_DIAGRAM_CHARACTERS} are allowed`;
    throw new BookError('TOO_LONG', `row ${row}: the diagram has ${diagram.length} characters, ${limit}`, row);
  }
  if (parsedLengthMs(row, diagram) <= MAX_VIRTUAL_MS) return;
  throw new BookError('TOO_LONG', `row ${row}: the diagram lasts more than ${MAX_VIRTUAL_MS / 3_600_000} hours`, row);
}

function parsedLengthMs(row: string, diagram: string): number {
  try {
    return lengthMs(diagram);
  } catch (error) {
    if (error instanceof MarbleError) throw new BookError('BAD_ROW', `row ${row}: ${error.message}`, row);
    throw error;
  }
}
