import { useMemo } from 'preact/hooks';
import { rateSource } from '../../state/bucketSources.js';
import { param } from '../../state/route.js';
import type { TimeRange } from '../../state/timeRange.js';
import { useBuckets } from '../../state/useBuckets.js';
import { useMarks } from '../../state/useMarks.js';
import { currentRange } from '../../state/useRange.js';
import { Chart } from '../../parts/chart/chart.js';
import { greatestValue, shownCurves, type ChartData } from '../../parts/chart/chartData.js';
import { EventList } from '../../parts/eventList.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { EventsMenu, shownEvents } from '../../parts/shownEvents.js';
import { TimeControl } from '../../parts/timeControl.js';
import { currentUnit, UnitChoice } from '../../parts/unitChoice.js';
import { rateCurves, rateFormat } from './rateCurves.js';
import type { Buckets } from '../../state/buckets.js';

/** The parameter of the URL with the switched curves of both charts. */
const CURVES_PARAM = 'curves';

/** The rates of all peers together over the chosen time: one chart per direction, on one scale. */
export function RatesPanel() {
  const range = currentRange('5m');
  const unit = currentUnit();
  const source = useMemo(() => rateSource(unit), [unit]);
  const { buckets, error } = useBuckets(source, range);
  const events = useMarks(range);
  const toggled = param(CURVES_PARAM);
  const marks = useMemo(() => shownEvents(events.marks), [events, param('no-events')]);
  const charts = useMemo(
    () => (buckets === undefined ? undefined : chartsOf(buckets, range, unit, toggled.split(' '))),
    [buckets, range.text, unit, toggled],
  );
  return (
    <Panel
      id="rates"
      title="Rates"
      description={`${unit === 'bytes' ? 'Bytes, headers included,' : 'Messages'} per second by command, all peers together${
        buckets === undefined ? '.' : `; each point is the mean of ${format.stepWidth(buckets.widthMs)}.`
      } Drag over a chart to zoom.`}
      tools={
        <>
          <UnitChoice />
          <TimeControl range={range} />
          <EventsMenu />
        </>
      }
    >
      {charts === undefined ? (
        <p class="empty">{error === undefined ? 'Waiting for the program.' : `No data: ${error}.`}</p>
      ) : (
        <>
          <div class="charts">
            {charts.map((data, i) => (
              <Chart
                key={i}
                id={i === 0 ? 'rates-received' : 'rates-sent'}
                title={i === 0 ? 'Received' : 'Sent'}
                data={data}
                marks={marks}
                curvesParam={CURVES_PARAM}
                empty={`Nothing was ${i === 0 ? 'received' : 'sent'} in this time.`}
              />
            ))}
          </div>
          <EventList id="events" marks={marks} omitted={events.omitted} />
        </>
      )}
    </Panel>
  );
}

/** Received and sent, on the same scale. */
function chartsOf(
  buckets: Buckets,
  range: TimeRange,
  unit: 'messages' | 'bytes',
  toggled: readonly string[],
): ChartData[] {
  const both = (['received', 'sent'] as const).map((direction): ChartData => ({
    timesMs: buckets.startsMs,
    curves: rateCurves(buckets, direction),
    fromMs: range.fromMs,
    toMs: range.toMs,
    format: rateFormat(unit),
    minTop: unit === 'messages' ? 1 : 100,
  }));
  const minTop = Math.max(
    ...both.flatMap((data) => [data.minTop, greatestValue(data, shownCurves(data.curves, toggled))]),
  );
  return both.map((data) => ({ ...data, minTop }));
}
