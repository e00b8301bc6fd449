import { nameOfError } from './recordedEvent.js';

/** One field in which two values differ. A field that one side lacks is undefined there. */
export interface Difference {
  /** Such as `items/0/hash`. Empty if the values differ as a whole. */
  readonly path: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/** True if `differencesOf` finds no difference. */
export function isSame(actual: unknown, expected: unknown): boolean {
  return differencesOf(actual, expected).next().done === true;
}

/**
 * Yields every difference between two values. Bytes are compared by content (a Buffer equals a Uint8Array), errors by class and code
 * (`expected` may be a string with both). Plain objects and arrays are compared by their fields and items, Maps by their entries in order,
 * and all other values by `Object.is`. A field that is undefined equals an absent field.
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
      yield { path: joinPath(path, 'length'), actual: actual.length, expected: expected.length };
    }
    const common = Math.min(actual.length, expected.length);
    for (let i = 0; i < common; i++) yield* differencesOf(actual[i], expected[i], joinPath(path, i));
  } else if (isMap(actual) && isMap(expected)) {
    yield* differencesOf([...actual], [...expected], path);
  } else if (isPlain(actual) && isPlain(expected)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      yield* differencesOf(actual[name], expected[name], joinPath(path, name));
    }
  } else {
    yield { path, actual, expected };
  }
}

function joinPath(path: string, segment: string | number): string {
  return path === '' ? String(segment) : `${path}/${segment}`;
}

/** Works across realms, unlike `instanceof`: jest runs tests in a realm of its own. */
export function isBytes(value: unknown): value is Uint8Array {
  return Object.prototype.toString.call(value) === '[object Uint8Array]';
}

export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
  return Object.prototype.toString.call(value) === '[object Map]';
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** True for an object literal, of any realm; false for an instance of a class. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
