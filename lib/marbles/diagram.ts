import { MarbleError } from './marbleErrors.js';

/** As RxJS abbreviates notifications: N a value, E an error, C completion. */
export type EventKind = 'N' | 'E' | 'C';

/** One event that a diagram shows. */
export interface Marble {
  /** Virtual time in milliseconds. */
  readonly atMs: number;
  readonly kind: EventKind;
  /** A letter, `|` or `#`. */
  readonly symbol: string;
}

/** A parsed diagram. */
export interface Diagram {
  readonly text: string;
  readonly marbles: readonly Marble[];
  /** One millisecond per column, plus the written times such as ` 10ms `. */
  readonly lengthMs: number;
}

/** RxJS requires a blank after a time even at the end of a diagram; this parser does not. */
const TIME = /(?<!\S)(\d+(?:\.\d+)?)(ms|s|m)(?= |$)/y;
const MS_OF_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/**
 * Parses a marble diagram in the syntax of RxJS's TestScheduler in run mode. `-` is a millisecond, a letter is a value, and `(ab)` groups
 * values of one time. `|` is completion, and `#` is an error. ` 10ms `, ` 2s ` and ` 5m ` let time pass; other blanks have no meaning.
 *
 * Errors with MarbleError `BAD_DIAGRAM`; the message marks the column.
 */
export function parseDiagram(text: string): Diagram {
  const marbles: Marble[] = [];
  let atMs = 0;
  let group: { atMs: number; index: number } | undefined;
  for (let i = 0; i < text.length;) {
    const time = timeAt(text, i);
    if (time !== undefined) {
      if (group !== undefined) fail(text, i, 'time cannot pass inside a group');
      atMs += time.ms;
      i += time.length;
      continue;
    }
    const symbol = String.fromCodePoint(text.codePointAt(i)!);
    if (symbol === '(') {
      if (group !== undefined) fail(text, i, 'groups cannot be nested');
      group = { atMs, index: i };
    } else if (symbol === ')') {
      if (group === undefined) fail(text, i, ') without (');
      group = undefined;
    } else if (symbol === '^' || symbol === '!') {
      fail(text, i, `${symbol} is not supported: subscriptions last from 0 ms to the end of the run`);
    } else if (symbol !== ' ' && symbol !== '-') {
      if (marbles.some(({ kind }) => kind !== 'N')) fail(text, i, `${symbol} after the end of the stream`);
      marbles.push({ atMs: group?.atMs ?? atMs, kind: kindOf(symbol), symbol });
    }
    if (symbol !== ' ') atMs += 1;
    i += symbol.length;
  }
  if (group !== undefined) fail(text, group.index, '( without )');
  return { text, marbles, lengthMs: atMs };
}

/** Errors with MarbleError `BAD_DIAGRAM` unless `ms` is a finite number of at least 0. */
export function requireTime(ms: number): void {
  if (!(ms >= 0 && ms < Infinity)) throw new MarbleError('BAD_DIAGRAM', `not a time of the run: ${ms} ms`);
}

function timeAt(text: string, index: number): { ms: number; length: number } | undefined {
  TIME.lastIndex = index;
  const match = TIME.exec(text);
  return match === null ? undefined : { ms: Number(match[1]) * MS_OF_UNIT[match[2]!]!, length: match[0].length };
}

function kindOf(symbol: string): EventKind {
  return symbol === '|' ? 'C' : symbol === '#' ? 'E' : 'N';
}

function fail(text: string, index: number, fact: string): never {
  throw new MarbleError('BAD_DIAGRAM', `${fact}\n\n  ${text}\n  ${' '.repeat(index)}^\n`);
}
