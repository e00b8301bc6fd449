import type { EventMark } from '../../../protocol/eventMark.js';
import type { ChartData } from './chartData.js';

/** Marks within this part of the axis of time count as below the cursor: about 6 pixels. */
const NEAR_SHARE = 0.01;
/** Marks that a tooltip lists. */
const MAX_NEAR = 5;

/** The marks at the cursor: each mark that is closer to the cursor's time than to the times beside it, or very close to it. */
export function marksNear(
  marks: readonly EventMark[],
  atMs: number,
  { fromMs, timesMs, toMs }: Pick<ChartData, 'fromMs' | 'timesMs' | 'toMs'>,
): EventMark[] {
  const stepMs = timesMs.length < 2 ? 0 : (timesMs.at(-1)! - timesMs[0]!) / (timesMs.length - 1);
  const reachMs = Math.max(stepMs / 2, (toMs - fromMs) * NEAR_SHARE);
  return marks
    .filter((mark) => Math.abs(mark.atMs - atMs) <= reachMs)
    .sort((a, b) => Math.abs(a.atMs - atMs) - Math.abs(b.atMs - atMs))
    .slice(0, MAX_NEAR);
}
