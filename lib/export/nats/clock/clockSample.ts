import type { ClockReply } from './clockReply.js';

/**
 * How far two clocks can drift apart: 50 ppm, 3 ms a minute. The oscillator of a machine is within about 25 ppm; NTP's own bound for a
 * disciplined clock is 15 ppm (RFC 5905, PHI).
 */
export const MAX_DRIFT = 50e-6;

/** Times since 1970 are rounded to 2^-12 ms, and an offset is computed of four of them. */
const ROUNDING_MS = 0.001;

/** One question to the clock of another monitor. */
export interface ClockSample {
  /** Their clock minus ours, in milliseconds. */
  readonly offsetMs: number;
  /** Maximum error of `offsetMs` at the time of the sample: half of the round trip, as if one direction had taken no time, and 0.001 for rounding. */
  readonly errorMs: number;
  /** When the reply arrived, by our monotonic clock. */
  readonly atMs: number;
}

/**
 * The offset by four times: sent and answered by our clock, received and replied by the other clock. Undefined for a reply that claims to
 * have taken longer than our wait. Source: RFC 5905, section 8 (theta and delta).
 */
export function clockSample(
  sentAtMs: { readonly wallMs: number; readonly monotonicMs: number },
  answeredAtMs: number,
  reply: ClockReply,
): ClockSample | undefined {
  const waitedMs = answeredAtMs - sentAtMs.monotonicMs;
  const roundTripMs = waitedMs - (reply.sentAtMs - reply.receivedAtMs);
  if (roundTripMs < -ROUNDING_MS) return undefined;
  // By the monotonic clock, so that a correction of our clock in between does not count.
  const answeredWallMs = sentAtMs.wallMs + waitedMs;
  const offsetMs = (reply.receivedAtMs - sentAtMs.wallMs + (reply.sentAtMs - answeredWallMs)) / 2;
  return { offsetMs, errorMs: Math.max(0, roundTripMs) / 2 + ROUNDING_MS, atMs: answeredAtMs };
}

/** The maximum error of a sample at a later time of our monotonic clock. */
export function errorAt({ errorMs, atMs }: ClockSample, nowMs: number): number {
  return errorMs + MAX_DRIFT * Math.max(0, nowMs - atMs);
}

/**
 * The better of the known sample and a new sample: the one with the smaller error now. If the samples contradict each other, a clock was
 * set in between, and the new sample is used.
 */
export function betterSample(known: ClockSample | undefined, fresh: ClockSample, nowMs: number): ClockSample {
  if (known === undefined) return fresh;
  const knownErrorMs = errorAt(known, nowMs);
  const freshErrorMs = errorAt(fresh, nowMs);
  const isContradiction = Math.abs(known.offsetMs - fresh.offsetMs) > knownErrorMs + freshErrorMs;
  return isContradiction || freshErrorMs <= knownErrorMs ? fresh : known;
}
