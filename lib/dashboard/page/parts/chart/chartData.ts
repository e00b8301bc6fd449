import type { CurveStyle } from '../commandStyle.js';

/** A curve of a chart. */
export interface Curve {
  /** Names the curve in the URL and in saved files. */
  readonly id: string;
  /** Its name in the legend. */
  readonly name: string;
  /** An explanation, if the name is not enough. */
  readonly explanation?: string;
  readonly style: CurveStyle;
  /** One value for each time; null: none. */
  readonly values: readonly (number | null)[];
  /** True if the curve is shown only after the user has chosen it. */
  readonly isOptional?: boolean;
}

/** The data of a chart. */
export interface ChartData {
  /** Times of day in milliseconds since 1970, ascending. */
  readonly timesMs: readonly number[];
  readonly curves: readonly Curve[];
  /** The axis of time. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Writes a value with its unit. */
  readonly format: (value: number) => string;
  /** The greatest value of the axis is at least this: for charts that share a scale, and so that small values do not look large. */
  readonly minTop: number;
}

/** The curves that are shown. @param toggled the ids of the curves that the user has shown or hidden by hand */
export function shownCurves(curves: readonly Curve[], toggled: readonly string[]): Curve[] {
  return curves.filter(({ id, isOptional }) => (isOptional === true) === toggled.includes(id));
}

/** The greatest value of these curves between two times; 0 without one. */
export function greatestValue({ timesMs, fromMs, toMs }: ChartData, curves: readonly Curve[]): number {
  let greatest = 0;
  for (const [i, atMs] of timesMs.entries()) {
    if (atMs < fromMs || atMs > toMs) continue;
    for (const { values } of curves) greatest = Math.max(greatest, values[i] ?? 0);
  }
  return greatest;
}
