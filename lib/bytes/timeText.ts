/**
 * A time in milliseconds since the Unix epoch as ISO 8601 in UTC: `2026-01-02T03:04:05.678Z`; a number that no Date can hold as that
 * number: `8640000000000001 ms`. Never errors.
 */
export function timeText(atMs: number): string {
  const date = new Date(atMs);
  return Number.isNaN(date.getTime()) ? `${atMs} ms` : date.toISOString();
}
