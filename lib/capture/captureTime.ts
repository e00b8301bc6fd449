import { CaptureError } from './captureError.js';

/** The largest distance from the Unix epoch that a Date can hold (ECMA-262, "Time Values and Time Range"). */
export const MAX_TIME_MS = 8.64e15;

/** True for a time, in milliseconds since the Unix epoch, that a Date can hold. */
export function isCaptureTime(atMs: number): boolean {
  return Math.abs(atMs) <= MAX_TIME_MS;
}

/**
 * Returns the time of a record.
 *
 * Errors with CaptureError `MALFORMED` for a time that no Date can hold. Every decoder checks this, so code that uses records does not
 * have to.
 *
 * @param what names the record in the error: `packet`, `line 3`
 * @param offset of the record's first byte in the file
 */
export function requireCaptureTime(atMs: number, what: string, offset: number): number {
  if (isCaptureTime(atMs)) return atMs;
  throw new CaptureError('MALFORMED', `${what} has the time ${atMs} ms, at most ±${MAX_TIME_MS} ms allowed`, offset);
}
