import { formatTime } from '../../../lib/marbles/formatTime.js';
import type { Definitions } from '../../../scripts/book/parsePage.mjs';
import type { RowEvent } from './rowEvents.js';

/** A letter with its time, for a screen reader: `p, ping 1, at 5 ms`. */
export function describeEvent({ symbol, atMs }: RowEvent, where: Definitions): string {
  return `${nameOf(symbol, where)} at ${formatTime(atMs)}`;
}

function nameOf(symbol: string, where: Definitions): string {
  if (symbol === '|') return 'completion';
  if (symbol === '#') return 'error';
  const definition = where.get(symbol);
  return definition === undefined ? symbol : `${symbol}, ${definition},`;
}
