/**
 * Formats milliseconds since 1970 as ISO 8601 in UTC, `2026-01-02T03:04:05.678Z`. Returns undefined for a time outside of the range of Date,
 * which a damaged recording can contain.
 */
export function isoTime(atMs: number): string | undefined {
  return Math.abs(atMs) <= MAX_DATE_MS ? new Date(atMs).toISOString() : undefined;
}

/** The same, but formats a time outside of the range of Date as its number, `8640000000000001 ms`. Never errors. */
export function timeText(atMs: number): string {
  return isoTime(atMs) ?? `${atMs} ms`;
}

/** The range of an ECMAScript Date: 100,000,000 days before and after 1970. */
const MAX_DATE_MS = 8.64e15;
