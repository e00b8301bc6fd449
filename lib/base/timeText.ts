/** Milliseconds since 1970 as ISO 8601 in UTC, `2026-01-02T03:04:05.678Z`; undefined if no Date can hold them, which a recording may claim. */
export function isoTime(atMs: number): string | undefined {
  return Math.abs(atMs) <= MAX_DATE_MS ? new Date(atMs).toISOString() : undefined;
}

/** The same for people: a time that no Date can hold as its number, `8640000000000001 ms`. Never errors. */
export function timeText(atMs: number): string {
  return isoTime(atMs) ?? `${atMs} ms`;
}

/** ECMAScript's limit of Date: 100,000,000 days. */
const MAX_DATE_MS = 8.64e15;
