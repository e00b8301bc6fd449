import type uPlot from 'uplot';
import type { EventMark } from '../../../protocol/eventMark.js';
import { MARK_STYLES, SHORT_MARK_PX } from './markStyles.js';

/** Draws the events as vertical lines into the canvas of a plot. */
export function drawMarks(
  { bbox, ctx, ...plot }: Pick<uPlot, 'bbox' | 'ctx' | 'scales' | 'valToPos'>,
  marks: readonly EventMark[],
  colour: (name: string) => string,
): void {
  const { max, min } = plot.scales['x']!;
  const bottom = bbox.top + bbox.height;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const { atMs, kind } of marks) {
    if (atMs < min! || atMs > max!) continue;
    const style = MARK_STYLES[kind];
    const x = Math.round(plot.valToPos(atMs, 'x', true)) + 0.5;
    ctx.strokeStyle = colour(style.colour);
    ctx.lineWidth = (style.isTall ? 1 : 2) * ratio;
    ctx.setLineDash(style.isTall ? [2 * ratio, 4 * ratio] : []);
    ctx.beginPath();
    ctx.moveTo(x, style.isTall ? bbox.top : bottom - SHORT_MARK_PX * ratio);
    ctx.lineTo(x, bottom);
    ctx.stroke();
  }
  ctx.restore();
}
