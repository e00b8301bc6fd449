import { useMemo } from 'preact/hooks';
import type { SpreadRow } from '../../../protocol/propagationRow.js';
import { Chart } from '../../parts/chart/chart.js';
import type { ChartData } from '../../parts/chart/chartData.js';
import { placeStyle } from '../../parts/commandStyle.js';
import { EventList } from '../../parts/eventList.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { EventsMenu, shownEvents } from '../../parts/shownEvents.js';
import { TimeControl } from '../../parts/timeControl.js';
import { trendSource } from '../../state/bucketSources.js';
import { param } from '../../state/route.js';
import { useBuckets } from '../../state/useBuckets.js';
import { useMarks } from '../../state/useMarks.js';
import { currentRange } from '../../state/useRange.js';

const CURVES = [
  {
    id: 'median50',
    name: '50 % of the peers: median',
    explanation: 'Half of the items reached half of the peers within this time',
  },
  {
    id: 'median90',
    name: '90 % of the peers: median',
    explanation: 'Half of the items reached 90 % of the peers within this time',
  },
  {
    id: 'p50',
    name: '50 % of the peers: 90th percentile',
    explanation: '90 % of the items reached half of the peers within this time',
  },
  {
    id: 'p90',
    name: '90 % of the peers: 90th percentile',
    explanation: '90 % of the items reached 90 % of the peers within this time',
  },
];
const STYLES = [placeStyle(0), placeStyle(1), { ...placeStyle(0), dash: [7, 4] }, { ...placeStyle(1), dash: [7, 4] }];

export interface TrendPanelProps {
  readonly type: SpreadRow['type'];
}

/** The trend of the times in which blocks or transactions reach the peers. */
export function TrendPanel({ type }: TrendPanelProps) {
  const range = currentRange('1h');
  const source = useMemo(() => trendSource(type), [type]);
  const { buckets, error } = useBuckets(source, range);
  const events = useMarks(range);
  const marks = useMemo(() => shownEvents(events.marks), [events, param('no-events')]);
  const data = useMemo((): ChartData | undefined => {
    if (buckets === undefined) return undefined;
    const curves = CURVES.flatMap((curve, i) => {
      const values = buckets.curves.get(curve.id);
      return values?.some((value) => value !== null) === true ? [{ ...curve, style: STYLES[i]!, values }] : [];
    });
    // The value of a bucket is drawn in its middle.
    const timesMs = buckets.startsMs.map((atMs) => Math.min(atMs + buckets.widthMs / 2, Math.max(atMs, range.toMs)));
    return { timesMs, curves, fromMs: range.fromMs, toMs: range.toMs, format: format.milliseconds, minTop: 1 };
  }, [buckets, range.text]);
  const width = buckets === undefined ? '' : ` Each point shows the items of ${format.stepWidth(buckets.widthMs)}.`;
  return (
    <Panel
      id="trend"
      title="Propagation over time"
      description={`The time from the first announcement until half of the peers, and until 90 % of them, had announced a ${type}.${width}`}
      tools={
        <>
          <TimeControl range={range} />
          <EventsMenu />
        </>
      }
    >
      {data === undefined ? (
        <p class="empty">{error === undefined ? 'Waiting for the program.' : `No data: ${error}.`}</p>
      ) : (
        <>
          <Chart
            id={`${type}-propagation`}
            title={`Time until ${type}s reach the peers`}
            data={data}
            marks={marks}
            curvesParam="trend-curves"
            empty={`No ${type} has reached half of at least three peers in this time.`}
          />
          <EventList id="events" marks={marks} omitted={events.omitted} />
        </>
      )}
    </Panel>
  );
}
