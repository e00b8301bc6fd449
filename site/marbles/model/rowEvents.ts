import { MAX_DIAGRAM_CHARACTERS, MAX_VIRTUAL_MS } from '../../../marbles/run/limits.js';
import { formatDiagram } from '../../../marbles/run/text/formatDiagram.js';
import { contentOf, momentsOf } from '../../../marbles/run/text/rowContent.js';

/** A letter, `|` or `#` of a row at its time. */
export interface RowEvent {
  /** Virtual time in milliseconds. */
  readonly atMs: number;
  readonly symbol: string;
}

/** The events of an input row, which a reader moves. */
export interface RowEvents {
  /** In the order of time; events of one time in order. */
  readonly events: readonly RowEvent[];
  /** The length of the row in milliseconds. */
  readonly lengthMs: number;
}

/** A row after a change, as a diagram. */
export interface ChangedRow {
  readonly diagram: string;
  /** The index of the event that was moved or added; of the one before a removed event, -1 without one. */
  readonly index: number;
}

/** A step of the search for a time that diagram syntax can express is at most this far from the wanted time, in milliseconds. */
const MAX_SEARCH_MS = 64;

/** The events of a diagram. Errors with MarbleError `BAD_DIAGRAM`. */
export function rowEventsOf(diagram: string): RowEvents {
  const { moments, lengthMs } = contentOf(diagram);
  return { lengthMs, events: moments.flatMap(({ atMs, symbols }) => symbols.map((symbol) => ({ atMs, symbol }))) };
}

/**
 * Moves an event to the time that is nearest to `wantedMs`. Not every time can be expressed: a group takes as many milliseconds as it has
 * characters. A letter stays before the end of the row, and the end after the letters.
 *
 * @returns undefined if no time near by is possible
 */
export function moveEvent(row: RowEvents, index: number, wantedMs: number): ChangedRow | undefined {
  const offsets = Array.from({ length: MAX_SEARCH_MS }, (_, i) => i).flatMap((offset) => [offset, -offset]);
  return firstPossible(offsets.map((offset) => insertedAt(row, index, Math.round(wantedMs) + offset)));
}

/** Moves an event to the next time in this direction: 1 later, -1 earlier. @returns undefined if there is none */
export function stepEvent(row: RowEvents, index: number, direction: 1 | -1): ChangedRow | undefined {
  const { atMs } = row.events[index]!;
  const steps = Array.from({ length: MAX_SEARCH_MS }, (_, i) => atMs + direction * (i + 1));
  return firstPossible(steps.map((toMs) => insertedAt(row, index, toMs)));
}

/** Adds a letter one millisecond after the event with this index (-1: at the beginning), or as soon as possible after that. */
export function addEvent(row: RowEvents, afterIndex: number, symbol: string): ChangedRow | undefined {
  const fromMs = afterIndex === -1 ? 0 : row.events[afterIndex]!.atMs + 1;
  const longer = { ...row, events: [...row.events, { atMs: 0, symbol }] };
  const times = Array.from({ length: MAX_SEARCH_MS }, (_, i) => fromMs + i);
  // Before the end of the row if there is no time after the event.
  times.push(...Array.from({ length: Math.min(fromMs, MAX_SEARCH_MS) }, (_, i) => fromMs - 1 - i));
  return firstPossible(times.map((toMs) => insertedAt(longer, row.events.length, toMs)));
}

/** Removes the event with this index. */
export function removeEvent({ events, lengthMs }: RowEvents, index: number): ChangedRow | undefined {
  const rest = events.filter((_, i) => i !== index);
  const diagram = formatDiagram({ moments: momentsOf(rest), lengthMs });
  return diagram === undefined
    ? undefined
    : { diagram: diagram === '' ? '-' : diagram, index: Math.min(index, rest.length - 1) };
}

type Attempt = () => ChangedRow | undefined;

function firstPossible(attempts: readonly Attempt[]): ChangedRow | undefined {
  for (const attempt of attempts) {
    const changed = attempt();
    if (changed !== undefined) return changed;
  }
  return undefined;
}

function insertedAt({ events, lengthMs }: RowEvents, index: number, atMs: number): Attempt {
  return () => {
    if (atMs < 0 || atMs >= MAX_VIRTUAL_MS) return undefined;
    const others = events.filter((_, i) => i !== index);
    const moved = { atMs, symbol: events[index]!.symbol };
    const position = positionOf(moved, others);
    const all = [...others.slice(0, position), moved, ...others.slice(position)];
    // The end of a row comes last, and nothing comes after it.
    if (all.slice(0, -1).some(isEnd)) return undefined;
    const diagram = formatDiagram({ moments: momentsOf(all), lengthMs: Math.max(lengthMs, atMs + 1) });
    if (diagram === undefined || diagram.length > MAX_DIAGRAM_CHARACTERS) return undefined;
    return { diagram, index: position };
  };
}

/** After the events of the same time, but before the end of the row. */
function positionOf({ atMs, symbol }: RowEvent, others: readonly RowEvent[]): number {
  const later = others.findIndex(
    (other) => other.atMs > atMs || (other.atMs === atMs && isEnd(other) && !isEnd({ symbol })),
  );
  return later === -1 ? others.length : later;
}

function isEnd({ symbol }: Pick<RowEvent, 'symbol'>): boolean {
  return symbol === '|' || symbol === '#';
}
