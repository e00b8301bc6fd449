/** The fields of a request, not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** True for an object with fields. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** True for a whole number from 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** True for a hash as explorers show it: 64 hex digits in lower case. */
export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** True for a text of 1 to this many characters. */
export function isText(value: unknown, maxCharacters: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= maxCharacters;
}
