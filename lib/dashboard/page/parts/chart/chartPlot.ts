import uPlot from 'uplot';
import type { EventMark } from '../../../protocol/eventMark.js';
import { timeTicks, timeTickText, valueTicks, valueTickText } from './axisTicks.js';
import { greatestValue, type ChartData, type Curve } from './chartData.js';
import { drawMarks } from './drawMarks.js';

/** The events of a user in a plot. */
export interface PlotEvents {
  /** @param index of the time below the cursor; undefined without a cursor */
  readonly onCursor: (index: number | undefined) => void;
  /** The user has selected a range by dragging. */
  readonly onSelect: (fromMs: number, toMs: number) => void;
}

/** Space above the greatest value. */
const HEADROOM = 1.08;
/** The least distance of ticks, in pixels. */
const TICK_PX = { time: 80, value: 34 };
/** A curve of fewer times shows its points. */
const MAX_TIMES_WITH_POINTS = 60;
/** A shorter drag is a click. */
const MIN_DRAG_PX = 5;

/** The greatest value of the axis, so that the curves have some space above. */
export function topOf(data: ChartData, shown: readonly Curve[]): number {
  return Math.max(data.minTop, greatestValue(data, shown)) * HEADROOM;
}

/** The curves on a canvas: a uPlot that is created again if the curves, the size of the text or the colours change. */
export class ChartPlot {
  private plot: uPlot | undefined;
  private plotKey = '';
  private data: ChartData | undefined;
  private top = 1;
  private marks: readonly EventMark[] = [];
  private readonly observer = new ResizeObserver(() => this.resize());

  /** @param syncKey plots of the same key show one cursor */
  constructor(
    private readonly container: HTMLElement,
    private readonly events: PlotEvents,
    private readonly syncKey: string,
  ) {
    this.observer.observe(container);
  }

  show(data: ChartData, shown: readonly Curve[], marks: readonly EventMark[]): void {
    this.data = data;
    this.marks = marks;
    this.top = topOf(data, shown);
    const plotKey = shown.map(({ id }) => id).join('\n');
    if (this.plot === undefined || plotKey !== this.plotKey) this.create(shown);
    this.plotKey = plotKey;
    this.plot!.setData([data.timesMs as number[], ...shown.map(({ values }) => values as (number | null)[])]);
  }

  /** Moves the cursor to this time; undefined removes it. */
  moveCursor(index: number | undefined): void {
    const atMs = index === undefined ? undefined : this.data?.timesMs[index];
    const left = atMs === undefined ? -10 : this.plot!.valToPos(atMs, 'x');
    this.plot?.setCursor({ left, top: atMs === undefined ? -10 : 1 }, true);
  }

  /** Marks a range; undefined removes it. */
  markRange(fromMs: number | undefined, toMs: number | undefined): void {
    if (this.plot === undefined) return;
    const [left, right] = [fromMs, toMs].map((atMs) => (atMs === undefined ? 0 : this.plot!.valToPos(atMs, 'x')));
    const height = this.plot.over.clientHeight;
    this.plot.setSelect({ left: left!, width: right! - left!, top: 0, height }, false);
  }

  /** The distance of a time from the left of the plot's container, in pixels. */
  leftOf(atMs: number): number {
    return this.plot === undefined ? 0 : this.plot.over.offsetLeft + this.plot.valToPos(atMs, 'x');
  }

  /** Creates the plot again: its colours are read from the style sheet on creation. */
  forget(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }

  destroy(): void {
    this.observer.disconnect();
    this.forget();
  }

  private resize(): void {
    const { clientHeight: height, clientWidth: width } = this.container;
    if (width > 0) this.plot?.setSize({ width, height });
  }

  private create(shown: readonly Curve[]): void {
    this.forget();
    const { container } = this;
    const style = getComputedStyle(container);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const lines = { stroke: colour('--line'), width: 1 };
    const axis = {
      stroke: colour('--dim'),
      grid: lines,
      ticks: { ...lines, size: 4 },
      font: `12px ${style.fontFamily}`,
    };
    const ratio = devicePixelRatio;
    const options: uPlot.Options = {
      width: container.clientWidth || 300,
      height: container.clientHeight || 220,
      legend: { show: false },
      padding: [8, 30, 0, 0],
      cursor: {
        y: false,
        drag: { x: true, y: false, setScale: false },
        points: { size: 7 },
        sync: { key: this.syncKey },
      },
      scales: {
        x: { time: false, range: () => [this.data!.fromMs, this.data!.toMs] },
        y: { range: () => [0, this.top] },
      },
      axes: [
        {
          ...axis,
          size: 30,
          splits: (u) => timeTicks(u.scales['x']!.min!, u.scales['x']!.max!, u.bbox.width / ratio / TICK_PX.time),
          values: (_, splits) => splits.map((at) => timeTickText(at, (splits[1] ?? at) - splits[0]!)),
        },
        {
          ...axis,
          size: 76,
          splits: (u) => valueTicks(u.scales['y']!.max!, u.bbox.height / ratio / TICK_PX.value),
          values: (_, splits) => splits.map((value) => valueTickText(this.data!.format(value))),
        },
      ],
      series: [
        {},
        ...shown.map(({ id, style: { colour: name, dash } }): uPlot.Series => ({
          label: id,
          stroke: colour(name),
          dash: [...dash],
          width: 1.75,
          spanGaps: true,
          points: { show: () => this.data!.timesMs.length < MAX_TIMES_WITH_POINTS, size: 4, fill: colour(name) },
        })),
      ],
      hooks: {
        draw: [(u) => drawMarks(u, this.marks, colour)],
        setCursor: [(u) => this.events.onCursor((u.cursor.left ?? -1) < 0 ? undefined : (u.cursor.idx ?? undefined))],
        setSelect: [(u) => this.select(u)],
      },
    };
    this.plot = new uPlot(options, [[], ...shown.map(() => [])], container);
  }

  private select(u: uPlot): void {
    const { left, width } = u.select;
    if (width < MIN_DRAG_PX) return;
    this.markRange(undefined, undefined);
    this.events.onSelect(u.posToVal(left, 'x'), u.posToVal(left + width, 'x'));
  }
}
