/** A range of time that a view shows. */
export interface TimeRange {
  /** Its text in the URL: `5m`, `all`, or `FROM-TO` in milliseconds since 1970. */
  readonly text: string;
  /** Start: time of day in milliseconds since 1970. */
  readonly fromMs: number;
  /** End: time of day in milliseconds since 1970. */
  readonly toMs: number;
  /** True if the range ends now, so that it moves on with the time. */
  readonly isLive: boolean;
}

/** The ranges that end now. */
export const LIVE_RANGES: readonly { readonly text: string; readonly name: string; readonly spanMs: number }[] = [
  { text: '5m', name: 'last 5 minutes', spanMs: 300_000 },
  { text: '15m', name: 'last 15 minutes', spanMs: 900_000 },
  { text: '1h', name: 'last hour', spanMs: 3_600_000 },
  { text: '6h', name: 'last 6 hours', spanMs: 21_600_000 },
  { text: '24h', name: 'last 24 hours', spanMs: 86_400_000 },
  { text: '7d', name: 'last 7 days', spanMs: 604_800_000 },
  { text: 'all', name: 'whole run', spanMs: Infinity },
];

/** A shorter range shows less than one bucket. */
export const MIN_SPAN_MS = 2000;
/** The minimum length of a range that ends now. */
const MIN_LIVE_SPAN_MS = 60_000;
/** The greatest time that a Date can represent. */
const MAX_TIME_MS = 8.64e15;

/** The clock of the program, and when it started: times of day in milliseconds since 1970. */
export interface RunTimes {
  readonly nowMs: number;
  readonly startedAtMs: number;
}

/** The range of this text. For an invalid text it is the range of `fallback`, which is one of LIVE_RANGES. */
export function parseRange(text: string, { nowMs, startedAtMs }: RunTimes, fallback: string): TimeRange {
  const span = /^(\d{1,16})-(\d{1,16})$/.exec(text);
  if (span !== null) {
    const [fromMs, toMs] = [Number(span[1]), Number(span[2])];
    if (toMs - fromMs >= MIN_SPAN_MS && toMs <= MAX_TIME_MS) return { text, fromMs, toMs, isLive: false };
  }
  const live = LIVE_RANGES.find((each) => each.text === text) ?? LIVE_RANGES.find((each) => each.text === fallback)!;
  // There is nothing before the start of the run; in a longer range the curves of the first minutes would be hardly visible.
  const earliestMs = Math.min(startedAtMs, nowMs - MIN_LIVE_SPAN_MS);
  return { text: live.text, fromMs: Math.max(earliestMs, nowMs - live.spanMs), toMs: nowMs, isLive: true };
}

/** The text of the range between two times, in either order; undefined if it is shorter than MIN_SPAN_MS. */
export function formatSpan(aMs: number, bMs: number): string | undefined {
  const [fromMs, toMs] = [Math.max(0, Math.floor(Math.min(aMs, bMs))), Math.ceil(Math.max(aMs, bMs))];
  return toMs - fromMs < MIN_SPAN_MS ? undefined : `${fromMs}-${toMs}`;
}

/** The range of `factor` times the length around the same middle, not beyond the run. Undefined if it would be too short. */
export function scaleRange(
  { fromMs, toMs }: TimeRange,
  factor: number,
  { nowMs, startedAtMs }: RunTimes,
): string | undefined {
  const middleMs = (fromMs + toMs) / 2;
  const halfMs = ((toMs - fromMs) * factor) / 2;
  return formatSpan(Math.max(Math.min(startedAtMs, fromMs), middleMs - halfMs), Math.min(nowMs, middleMs + halfMs));
}
