import * as format from '../format.js';

/** Steps between ticks of time, in seconds: parts of minutes, hours and days. */
const TIME_STEPS_SECONDS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
];

/** At most `most` round values from 0 to `top`: 1, 2 or 5 times a power of ten apart. */
export function valueTicks(top: number, most: number): number[] {
  if (!(top > 0)) return [0];
  const rough = top / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999)!;
  const count = Math.floor(top / step + 1e-9);
  // Rounded, because 3 * 0.1 is not 0.3.
  return Array.from({ length: count + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/** At most `most` times between two times that are round in the local time of the browser. */
export function timeTicks(fromMs: number, toMs: number, most: number): number[] {
  const spanSeconds = (toMs - fromMs) / 1000;
  if (!(spanSeconds > 0)) return [];
  const weekSteps = Math.ceil(spanSeconds / most / 604_800) * 604_800;
  const stepMs = (TIME_STEPS_SECONDS.find((step) => spanSeconds / step <= most) ?? weekSteps) * 1000;
  // Whole hours and days of local time: the offset of the start is used for all, so a change to summer time shifts some ticks.
  const offsetMs = -new Date(fromMs).getTimezoneOffset() * 60_000;
  const first = Math.ceil((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const ticks: number[] = [];
  for (let atMs = first; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}

/** The text of a value without the zeros at the end of its fraction: `10.0/s` -> `10/s`. */
export function valueTickText(text: string): string {
  return text.replace(/(\d)\.0+(?!\d)/, '$1').replace(/(\d\.\d*?[1-9])0+(?!\d)/, '$1');
}

/** The text of a tick of time, as exact as the distance of the ticks requires. */
export function timeTickText(atMs: number, stepMs: number): string {
  if (stepMs < 60_000) return format.clock(atMs);
  const at = new Date(atMs);
  const day = `${at.getDate()} ${MONTHS[at.getMonth()]!}`;
  if (stepMs >= 86_400_000) return day;
  return at.getHours() === 0 && at.getMinutes() === 0 ? day : format.clock(atMs).slice(0, 5);
}

/** A time with its day, if the range is longer than a day. */
export function timeText(atMs: number, spanMs: number): string {
  if (spanMs < 86_400_000) return format.clock(atMs);
  const at = new Date(atMs);
  return `${at.getDate()} ${MONTHS[at.getMonth()]!}, ${format.clock(atMs)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
