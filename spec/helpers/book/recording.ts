import { expect } from '@jest/globals';
import { TestScheduler } from 'rxjs/testing';
import { isPeerError } from '../../../lib/errors.js';
import { toJson, type Json } from '../../../lib/wire/json.js';

/** One thing that happened, and when. */
export interface Happening {
  readonly frame: number;
  readonly kind: 'N' | 'E' | 'C';
  readonly value?: unknown;
}

/** What a diagram says will happen. */
export function happeningsOf(diagram: string, valueOf: (letter: string) => unknown, error: string): Happening[] {
  const values = valuesOf(valueOf);
  return parse(diagram, values).map(({ frame, notification }): Happening => {
    if (notification.kind === 'C') return { frame, kind: 'C' };
    if (notification.kind === 'E') return { frame, kind: 'E', value: error };
    if (notification.value === undefined) throw new Error(`a letter is not explained in: ${diagram}`);
    return { frame, kind: 'N', value: notification.value };
  });
}

/** A table of letters for RxJS. */
export function valuesOf<T>(valueOf: (letter: string) => unknown): Record<string, T> {
  return new Proxy<Record<string, T>>({}, { get: (_, letter) => valueOf(String(letter)) as T });
}

/** How long a diagram is, a millisecond a character; a mark at its end counts as one. */
export function lengthMs(diagram: string): number {
  return parse(`${diagram.replace(/[!^]$/, '-')} |`).at(-1)!.frame;
}

/** Within `TestScheduler.run` only: elsewhere a character of RxJS's lasts ten milliseconds. */
function parse(diagram: string, values?: object) {
  // The blank behind it: RxJS knows a time progression by the blanks around it.
  return TestScheduler.parseMarbles(`${diagram} `, values, undefined, false, true);
}

/** An error by class and code; what is none of ours by its text. */
export function nameOfError(error: unknown): string {
  return isPeerError(error) ? `${error.name} ${error.code}` : String(error);
}

/** Compares row by row, first as text, which reads better in a failure, then strictly. */
export function expectSame(actual: Readonly<Record<string, Happening[]>>, expected: typeof actual): void {
  expect(mapRows(actual)).toEqual(mapRows(expected));
  expect(actual).toStrictEqual(expected);
}

function mapRows(rows: Readonly<Record<string, Happening[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(rows).map(([row, happenings]) => [row, happenings.map(describe)]));
}

function describe({ frame, kind, value }: Happening): string {
  return `${frame} ms: ${kind === 'C' ? '|' : `${kind === 'E' ? '# ' : ''}${JSON.stringify(sorted(toJson(value)))}`}`;
}

/** The order of fields says nothing. */
function sorted(json: Json): Json {
  if (Array.isArray(json)) return json.map(sorted);
  if (typeof json !== 'object' || json === null) return json;
  const fields = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, sorted(field)]));
}
