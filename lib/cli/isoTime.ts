/** Milliseconds since 1970 in ISO 8601; undefined if no Date can hold them, which a recording may claim. */
export function isoTime(ms: number): string | undefined {
  return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms).toISOString() : undefined;
}

/** ECMAScript's limit of Date: 100,000,000 days. */
const MAX_DATE_MS = 8.64e15;
