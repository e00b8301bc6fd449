import type { SequenceLine } from '../../../protocol/sequence.js';
import * as format from '../../parts/format.js';
import { MarbleLetters } from './marbleLetters.js';

/** A longer gap is written as a duration. */
const MAX_DASHES = 12;

/**
 * The lines as two marble diagrams, received above sent, and the legend of the letters. Both are in the notation of `rxpeer/marbles`: a column is a
 * millisecond, ` 250ms ` passes time. Each message has a column of its own in both, so a message in the same millisecond as the one before it is
 * one column later.
 *
 *     received  ---------q
 *     sent      p ------p-
 */
export function marbleText(title: string, lines: readonly SequenceLine[]): string {
  const letters = new MarbleLetters();
  const legend = new Map<string, string>();
  const rows = { received: '', sent: '' };
  let columnMs = 0;
  const startMs = lines[0]?.atMs ?? 0;
  for (const { atMs, command, direction, summary } of lines) {
    const text = `${command} ${summary}`.trim();
    const letter = letters.letterFor(text, command);
    legend.set(letter, text);
    const gapMs = Math.max(0, Math.round(atMs - startMs) - columnMs);
    const gap = gapMs > MAX_DASHES ? ` ${durationText(gapMs)} ` : '-'.repeat(gapMs);
    rows.received += `${gap}${direction === 'received' ? letter : '-'}`;
    rows.sent += `${gap}${direction === 'sent' ? letter : '-'}`;
    columnMs += gapMs + 1;
  }
  return [
    `${title}, from ${format.exactClock(startMs)}:`,
    '',
    `received  ${rows.received}`,
    `sent      ${rows.sent}`,
    '',
    ...Array.from(legend, ([letter, text]) => `${letter}  ${text}`),
    '',
  ].join('\n');
}

/** Exact: 12_000 -> `12s`, 12_034 -> `12034ms` */
function durationText(ms: number): string {
  return ms % 1000 === 0 ? `${ms / 1000}s` : `${ms}ms`;
}
