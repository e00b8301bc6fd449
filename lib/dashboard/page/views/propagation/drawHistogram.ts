import { valueTicks, valueTickText } from '../../parts/chart/axisTicks.js';
import type { Drawing, Shape } from '../../parts/drawing/drawing.js';
import { axes, type PlotArea } from '../../parts/drawing/frame.js';
import * as format from '../../parts/format.js';
import type { Bin } from './histogram.js';

/** The data of a histogram. */
export interface HistogramData {
  readonly title: string;
  readonly bins: readonly Bin[];
  /** The times until 50 % and 90 % of the peers had announced it, as vertical lines. */
  readonly lines: readonly { readonly atMs: number; readonly text: string }[];
}

const HEIGHT = 260;

/** The number of peers by delay as a drawing of this width. */
export function drawHistogram({ bins, lines, title }: HistogramData, widthPx: number): Drawing {
  const area: PlotArea = { left: 50, top: 46, width: Math.max(60, widthPx - 68), height: HEIGHT - 100 };
  const top = Math.max(1, ...bins.map(({ count }) => count));
  const bottom = area.top + area.height;
  const slotPx = area.width / Math.max(1, bins.length);
  const stepMs = bins.length === 0 ? 1 : bins[0]!.toMs;
  const leftOf = (ms: number): number => area.left + Math.min(bins.length, ms / stepMs) * slotPx;
  const yTicks = valueTicks(top, 5)
    .filter(Number.isInteger)
    .map((value) => ({ share: value / top, text: format.count(value) }));
  // A tick has place for about ten characters.
  const every = Math.ceil(bins.length / Math.max(1, Math.floor(area.width / 76)));
  const xTicks = bins.flatMap(({ fromMs, toMs }, i) => {
    const isLong = toMs === Infinity;
    if (!isLong && (i % every !== 0 || (bins.at(-1)!.toMs === Infinity && bins.length - 1 - i < every))) return [];
    return [{ share: i / bins.length, text: `${isLong ? 'over ' : ''}${valueTickText(format.milliseconds(fromMs))}` }];
  });
  return {
    width: widthPx,
    height: HEIGHT,
    title,
    shapes: [
      ...axes(area, xTicks, yTicks),
      ...bins.flatMap(({ count, fromMs, toMs }, i): Shape[] => {
        if (count === 0) return [];
        const height = (count / top) * area.height;
        const box = { x: area.left + i * slotPx + 1, y: bottom - height, width: Math.max(1, slotPx - 2), height };
        return [
          { kind: 'rectangle', ...box, colour: '--accent', title: `${binText({ fromMs, toMs })}: ${peersText(count)}` },
        ];
      }),
      ...lines.flatMap(({ atMs, text }, i): Shape[] => {
        const x = leftOf(atMs);
        const isRight = x > area.left + area.width * 0.7;
        return [
          {
            kind: 'line',
            points: [
              [x, area.top - 30 + i * 15],
              [x, bottom],
            ],
            colour: '--warn',
            width: 1.5,
            dash: [4, 3],
          },
          {
            kind: 'text',
            x: isRight ? x - 5 : x + 5,
            y: area.top - 20 + i * 15,
            align: isRight ? 'end' : 'start',
            text,
            sizePx: 12,
            colour: '--warn',
          },
        ];
      }),
      {
        kind: 'text',
        x: area.left + area.width / 2,
        y: HEIGHT - 8,
        align: 'middle',
        sizePx: 12,
        colour: '--dim',
        text: 'time after the first announcement',
      },
      { kind: 'text', x: 4, y: 14, sizePx: 12, colour: '--dim', text: 'peers' },
    ],
  };
}

/** `10 ms to 20 ms` */
export function binText({ fromMs, toMs }: Pick<Bin, 'fromMs' | 'toMs'>): string {
  const [from, to] = [fromMs, toMs].map((ms) => valueTickText(format.milliseconds(ms)));
  return toMs === Infinity ? `over ${from!}` : `${from!} to ${to!}`;
}

function peersText(count: number): string {
  return count === 1 ? '1 peer' : `${format.count(count)} peers`;
}
