import { nameOfError } from './recordedEvent.js';

/** One place where two values differ; what is absent is undefined. */
export interface Difference {
  /** As `items/0/hash`; empty where it is the whole. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** True where `differencesOf` finds nothing. */
export function isSame(actual: unknown, expected: unknown): boolean {
  return differencesOf(actual, expected).next().done === true;
}

/**
 * Where two values differ, one by one: bytes by byte (a Buffer is as good as a Uint8Array), errors by class and code or, on the side
 * that was expected, by a text with both, plain objects, arrays and Maps (in their order) by what they hold, all else by identity. A
 * field that is undefined is the same as none.
 */
export function* differencesOf(actual: unknown, expected: unknown, path = ''): Generator<Difference, undefined> {
  if (Object.is(actual, expected)) return;
  if (isBytes(actual) && isBytes(expected)) {
    if (!isSameBytes(actual, expected)) yield { path, actual, expected };
  } else if (actual instanceof Error && (expected instanceof Error || typeof expected === 'string')) {
    const name = typeof expected === 'string' ? expected : nameOfError(expected);
    if (nameOfError(actual) !== name) yield { path, actual: nameOfError(actual), expected: name };
  } else if (Array.isArray(actual) && Array.isArray(expected)) {
    if (actual.length !== expected.length) {
      yield { path: within(path, 'length'), actual: actual.length, expected: expected.length };
    }
    const common = Math.min(actual.length, expected.length);
    for (let i = 0; i < common; i++) yield* differencesOf(actual[i], expected[i], within(path, i));
  } else if (isMap(actual) && isMap(expected)) {
    yield* differencesOf([...actual], [...expected], path);
  } else if (isPlain(actual) && isPlain(expected)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      yield* differencesOf(actual[name], expected[name], within(path, name));
    }
  } else {
    yield { path, actual, expected };
  }
}

function within(path: string, segment: string | number): string {
  return path === '' ? String(segment) : `${path}/${segment}`;
}

/** Of whichever realm: jest runs tests in one of their own. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]';
}

export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** An object of fields, and no instance of a class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
