import { parseDiagram } from '../../../lib/marbles/diagram.js';
import { lengthMs } from '../diagramLength.js';
import type { RowContent, RowMoment } from './columns.js';

/** Groups events by their time; they must be in the order of time. */
export function momentsOf(events: readonly { readonly atMs: number; readonly symbol: string }[]): RowMoment[] {
  const byTime = new Map<number, string[]>();
  for (const { atMs, symbol } of events) byTime.set(atMs, [...(byTime.get(atMs) ?? []), symbol]);
  return Array.from(byTime, ([atMs, symbols]) => ({ atMs, symbols }));
}

/** The content of a diagram, which may end with a `^` or `!`. Errors with MarbleError `BAD_DIAGRAM`. */
export function contentOf(diagram: string): RowContent {
  const [mark] = /[!^]$/.exec(diagram) ?? [];
  const length = lengthMs(diagram);
  const marked = mark === undefined ? [] : [{ atMs: length - 1, symbol: mark }];
  const { marbles } = parseDiagram(diagram.replace(/[!^]$/, ''));
  return { moments: momentsOf([...marbles, ...marked]), lengthMs: length };
}
