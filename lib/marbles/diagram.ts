import { MarbleError } from './marbleErrors.js';

/** N a value, E an error, C completion. */
export type Kind = 'N' | 'E' | 'C';

/** One thing that a diagram shows. */
export interface Mark {
  /** In milliseconds. */
  readonly frame: number;
  readonly kind: Kind;
  /** The letter, `|` or `#`. */
  readonly sign: string;
}

/** A diagram, read. */
export interface Diagram {
  readonly text: string;
  readonly marks: readonly Mark[];
  /** A millisecond a column, and what the time progressions say. */
  readonly lengthMs: number;
}

/** RxJS wants a blank behind it, at the end of a diagram too; there we do without. */
const PROGRESSION = /(?<!\S)(\d+(?:\.\d+)?)(ms|s|m)(?= |$)/y;
const MS_OF_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/**
 * Reads a marble diagram as RxJS's TestScheduler does in run mode: `-` a millisecond, letters, `(ab)` at one moment, `|`, `#`,
 * ` 10ms `, ` 2s `, ` 5m `; blanks are nothing.
 *
 * Errors with MarbleError `BAD_DIAGRAM`, pointing at the place.
 */
export function parseDiagram(text: string): Diagram {
  const marks: Mark[] = [];
  let frame = 0;
  let group: { frame: number; index: number } | undefined;
  for (let i = 0; i < text.length;) {
    const progression = progressionAt(text, i);
    if (progression !== undefined) {
      if (group !== undefined) fail(text, i, 'time cannot pass within a group');
      frame += progression.ms;
      i += progression.length;
      continue;
    }
    const sign = String.fromCodePoint(text.codePointAt(i)!);
    if (sign === '(') {
      if (group !== undefined) fail(text, i, 'a group within a group');
      group = { frame, index: i };
    } else if (sign === ')') {
      if (group === undefined) fail(text, i, 'no group to close here');
      group = undefined;
    } else if (sign === '^' || sign === '!') {
      fail(text, i, `${sign} has no place here: what is looked at is looked at from 0 ms to the end of the run`);
    } else if (sign !== ' ' && sign !== '-') {
      if (marks.some(({ kind }) => kind !== 'N')) fail(text, i, `${sign} stands behind the end`);
      marks.push({ frame: group?.frame ?? frame, kind: kindOf(sign), sign });
    }
    if (sign !== ' ') frame += 1;
    i += sign.length;
  }
  if (group !== undefined) fail(text, group.index, 'a group that is not closed');
  return { text, marks, lengthMs: frame };
}

/** Errors with MarbleError `BAD_DIAGRAM` for what is no time of a run. */
export function requireMoment(ms: number): void {
  if (!(ms >= 0 && ms < Infinity)) throw new MarbleError('BAD_DIAGRAM', `no moment of a run: ${ms} ms`);
}

function progressionAt(text: string, index: number): { ms: number; length: number } | undefined {
  PROGRESSION.lastIndex = index;
  const match = PROGRESSION.exec(text);
  return match === null ? undefined : { ms: Number(match[1]) * MS_OF_UNIT[match[2]!]!, length: match[0].length };
}

function kindOf(sign: string): Kind {
  return sign === '|' ? 'C' : sign === '#' ? 'E' : 'N';
}

function fail(text: string, index: number, fact: string): never {
  throw new MarbleError('BAD_DIAGRAM', `${fact}\n\n  ${text}\n  ${' '.repeat(index)}^\n`);
}
