import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventMark } from '../../../protocol/eventMark.js';
import { param, setParams } from '../../state/route.js';
import { formatSpan } from '../../state/timeRange.js';
import { PictureSave } from '../pictureSave.js';
import { timeText } from './axisTicks.js';
import { shownCurves, type ChartData } from './chartData.js';
import { ChartLegend } from './chartLegend.js';
import { ChartPlot } from './chartPlot.js';
import { chartColumns, chartRows } from './chartRows.js';
import { drawChart } from './drawChart.js';
import { ChartTable } from './chartTable.js';
import { ChartTooltip } from './chartTooltip.js';
import { nextCursor } from './cursorKeys.js';
import { marksNear } from './marksNear.js';
import { useThemeChanges } from './useThemeChanges.js';

export interface ChartProps {
  /** Unique within the view: names the chart in the document and in saved files. */
  readonly id: string;
  readonly title: string;
  readonly data: ChartData;
  /** The events of the range. */
  readonly marks?: readonly EventMark[];
  /** The parameter of the URL with the switched curves; charts of the same curves share one. */
  readonly curvesParam: string;
  /** Shown instead of the chart if it has no curves. */
  readonly empty: string;
}

const NO_MARKS: readonly EventMark[] = [];

/**
 * Curves over time. The pointer or the arrow keys move a cursor that shows the values; dragging, or Shift with the arrow keys and Enter, zooms: the
 * range becomes a parameter of the URL. The legend switches curves.
 */
export function Chart({ curvesParam, data, empty, id, marks = NO_MARKS, title }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<ChartPlot | undefined>(undefined);
  const [cursor, setCursor] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const theme = useThemeChanges();
  const toggled = param(curvesParam).split(' ').filter(Boolean);
  const shown = shownCurves(data.curves, toggled);
  const hasCurves = data.curves.length > 0 && data.timesMs.length > 0;

  useEffect(() => {
    if (box.current === null) return;
    const onSelect = (fromMs: number, toMs: number): void => setParams({ range: formatSpan(fromMs, toMs) });
    const created = new ChartPlot(box.current, { onCursor: setCursor, onSelect }, 'time');
    plot.current = created;
    return () => created.destroy();
  }, [hasCurves]);
  useEffect(() => plot.current?.forget(), [theme]);
  useEffect(() => {
    if (hasCurves) plot.current?.show(data, shown, marks);
    // Not with each movement of the cursor.
  }, [data, marks, theme, hasCurves, toggled.join(' ')]);

  const at = cursor === undefined ? undefined : data.timesMs[cursor];
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && anchor !== undefined && at !== undefined) {
      const range = formatSpan(data.timesMs[anchor] ?? at, at);
      if (range !== undefined) setParams({ range });
    } else {
      const next = nextCursor(event.key, cursor, data.timesMs.length);
      if (next === 'unknown') return;
      const start = event.shiftKey ? (anchor ?? cursor ?? next) : undefined;
      setAnchor(start);
      plot.current?.moveCursor(next);
      const ends = [start, next].map((index) => (index === undefined ? undefined : data.timesMs[index]));
      if (start === undefined) plot.current?.markRange(undefined, undefined);
      else plot.current?.markRange(Math.min(...(ends as number[])), Math.max(...(ends as number[])));
    }
    event.preventDefault();
  };

  const near = at === undefined ? [] : marksNear(marks, at, data);
  const text = at === undefined ? 'no time chosen' : readoutText(data, shown, cursor!, near);
  return (
    <figure class="chart" id={id}>
      <figcaption>
        <span>{title}</span>
        {hasCurves && (
          <PictureSave
            what={id}
            label={`the chart ${title}`}
            draw={() => drawChart(title, data, shown, marks)}
            columns={() => chartColumns(data)}
            rows={() => chartRows(data)}
          />
        )}
      </figcaption>
      {hasCurves ? (
        <>
          <div
            class="plot"
            ref={box}
            role="slider"
            tabIndex={0}
            aria-label={`${title}: time cursor. Arrow keys move it; with Shift they mark a range, and Enter zooms to it.`}
            aria-valuemin={0}
            aria-valuemax={data.timesMs.length - 1}
            aria-valuenow={cursor ?? 0}
            aria-valuetext={text}
            onKeyDown={onKeyDown}
            onBlur={() => (setAnchor(undefined), plot.current?.moveCursor(undefined))}
          >
            {at !== undefined && (
              <ChartTooltip
                data={data}
                shown={shown}
                index={cursor!}
                marks={near}
                leftPx={plot.current?.leftOf(at) ?? 0}
              />
            )}
          </div>
          <ChartLegend data={data} shown={shown} index={cursor} toggled={toggled} curvesParam={curvesParam} />
          <ChartTable id={id} title={title} data={data} />
        </>
      ) : (
        <p class="empty">{empty}</p>
      )}
    </figure>
  );
}

function readoutText(
  data: ChartData,
  shown: ReturnType<typeof shownCurves>,
  index: number,
  marks: readonly EventMark[],
): string {
  const values = shown.map(({ name, values }) => {
    const value = values[index];
    return `${name} ${value === null || value === undefined ? 'none' : data.format(value)}`;
  });
  const events = marks.map(({ text }) => text);
  return [timeText(data.timesMs[index]!, data.toMs - data.fromMs), ...values, ...events].join(', ');
}
