import type { EventMark } from '../../../protocol/eventMark.js';
import type { Drawing, LineShape, Shape } from '../drawing/drawing.js';
import { axes, type PlotArea } from '../drawing/frame.js';
import { timeText, timeTicks, timeTickText, valueTicks, valueTickText } from './axisTicks.js';
import { greatestValue, type ChartData, type Curve } from './chartData.js';
import { MARK_STYLES, SHORT_MARK_PX } from './markStyles.js';

const WIDTH = 960;
const AREA: PlotArea = { left: 90, top: 52, width: 846, height: 300 };
const HEADROOM = 1.08;
const LEGEND_TEXT_PX = 13;
/** The width of a character of the legend, which a drawing cannot measure. */
const LEGEND_CHARACTER_PX = 7.6;
const LEGEND_ROW_PX = 22;

/** A chart as a drawing with axes, curves, events and a legend, to be saved. */
export function drawChart(
  title: string,
  data: ChartData,
  shown: readonly Curve[],
  marks: readonly EventMark[],
): Drawing {
  const top = Math.max(data.minTop, greatestValue(data, shown)) * HEADROOM;
  const spanMs = data.toMs - data.fromMs;
  const legend = legendShapes(shown);
  const times = timeTicks(data.fromMs, data.toMs, 8);
  const stepMs = (times[1] ?? 0) - (times[0] ?? 0);
  const xTicks = times.map((atMs) => ({ share: (atMs - data.fromMs) / spanMs, text: timeTickText(atMs, stepMs) }));
  const yTicks = valueTicks(top, 7).map((value) => ({ share: value / top, text: valueTickText(data.format(value)) }));
  const heading = { kind: 'text', x: 16, colour: '--ink' } as const;
  return {
    width: WIDTH,
    height: AREA.top + AREA.height + 40 + legend.heightPx,
    title,
    shapes: [
      { ...heading, y: 24, sizePx: 16, isBold: true, text: title },
      {
        ...heading,
        y: 42,
        sizePx: 12,
        colour: '--dim',
        text: `${timeText(data.fromMs, Infinity)} to ${timeText(data.toMs, Infinity)}`,
      },
      ...axes(AREA, xTicks, yTicks),
      ...markShapes(data, marks),
      ...shown.flatMap((curve) => curveShapes(data, curve, top)),
      ...legend.shapes,
    ],
  };
}

function curveShapes({ fromMs, timesMs, toMs }: ChartData, { style, values }: Curve, top: number): LineShape[] {
  const points = timesMs.flatMap((atMs, i): [number, number][] => {
    const value = values[i];
    if (value === null || value === undefined || atMs < fromMs || atMs > toMs) return [];
    const x = AREA.left + ((atMs - fromMs) / (toMs - fromMs)) * AREA.width;
    return [[x, AREA.top + AREA.height - (value / top) * AREA.height]];
  });
  // A line of one point would be invisible.
  if (points.length === 1) points.push([points[0]![0] + 2, points[0]![1]]);
  return points.length === 0 ? [] : [{ kind: 'line', points, colour: style.colour, dash: style.dash, width: 1.75 }];
}

function markShapes({ fromMs, toMs }: ChartData, marks: readonly EventMark[]): LineShape[] {
  const bottom = AREA.top + AREA.height;
  return marks
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .map(({ atMs, kind }): LineShape => {
      const { colour, isTall } = MARK_STYLES[kind];
      const x = AREA.left + ((atMs - fromMs) / (toMs - fromMs)) * AREA.width;
      const points = [
        [x, isTall ? AREA.top : bottom - SHORT_MARK_PX],
        [x, bottom],
      ] as const;
      return { kind: 'line', points, colour, width: isTall ? 1 : 2, dash: isTall ? [2, 4] : [] };
    });
}

function legendShapes(shown: readonly Curve[]): { readonly shapes: Shape[]; readonly heightPx: number } {
  let x = AREA.left;
  let y = AREA.top + AREA.height + 44;
  const shapes = shown.flatMap(({ name, style }): Shape[] => {
    const widthPx = 32 + name.length * LEGEND_CHARACTER_PX;
    if (x + widthPx > WIDTH && x > AREA.left) {
      x = AREA.left;
      y += LEGEND_ROW_PX;
    }
    const startX = x;
    x += widthPx + 14;
    return [
      {
        kind: 'line',
        points: [
          [startX, y - 4],
          [startX + 22, y - 4],
        ],
        colour: style.colour,
        dash: style.dash,
        width: 3,
      },
      { kind: 'text', x: startX + 28, y, sizePx: LEGEND_TEXT_PX, colour: '--ink', text: name },
    ];
  });
  return { shapes, heightPx: y - AREA.top - AREA.height - 40 + 16 };
}
