import type { ClockReply } from './clockReply.js';

/**
 * How far two clocks can drift apart: 50 ppm, 3 ms a minute. The oscillator of a machine is within about 25 ppm; NTP's own bound for a
 * disciplined clock is 15 ppm (RFC 5905, PHI).
 */
export const MAX_DRIFT = 50e-6;

/** One question to the clock of another monitor. */
export interface ClockSample {
  /** Their clock minus ours, in milliseconds. */
  readonly offsetMs: number;
  /** Maximum error of `offsetMs` at the time of the sample: half of the round trip, if all of the rest of the way was in one direction. */
  readonly errorMs: number;
  /** When the reply arrived, by our monotonic clock. */
  readonly atMs: number;
}

/**
 * The offset by four times: sent and answered by our clock, received and replied by theirs. Undefined for a reply that claims to have taken
 * longer than our wait.
 * Source: RFC 5905, section 8 (theta and delta).
 */
export function clockSample(
  sentAtMs: { readonly wallMs: number; readonly monotonicMs: number },
  answeredAtMs: number,
  reply: ClockReply,
): ClockSample | undefined {
  const waitedMs = answeredAtMs - sentAtMs.monotonicMs;
  const roundTripMs = waitedMs - (reply.sentAtMs - reply.receivedAtMs);
  if (roundTripMs < 0) return undefined;
  // By the monotonic clock, so that a correction of our clock in between does not count.
  const answeredWallMs = sentAtMs.wallMs + waitedMs;
  const offsetMs = (reply.receivedAtMs - sentAtMs.wallMs + (reply.sentAtMs - answeredWallMs)) / 2;
  return { offsetMs, errorMs: roundTripMs / 2, atMs: answeredAtMs };
}

/** The maximum error of a sample at a later time of our monotonic clock. */
export function errorAt({ errorMs, atMs }: ClockSample, nowMs: number): number {
  return errorMs + MAX_DRIFT * Math.max(0, nowMs - atMs);
}

/**
 * The better of the known sample and a new one: the one with the smaller error now. If both cannot be true, a clock was set in between, and the
 * new one counts.
 */
export function betterSample(known: ClockSample | undefined, fresh: ClockSample, nowMs: number): ClockSample {
  if (known === undefined) return fresh;
  const knownErrorMs = errorAt(known, nowMs);
  const freshErrorMs = errorAt(fresh, nowMs);
  const isContradiction = Math.abs(known.offsetMs - fresh.offsetMs) > knownErrorMs + freshErrorMs;
  return isContradiction || freshErrorMs <= knownErrorMs ? fresh : known;
}
