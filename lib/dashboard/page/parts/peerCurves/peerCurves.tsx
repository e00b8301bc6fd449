import { useMemo } from 'preact/hooks';
import { param } from '../../state/route.js';
import type { TimeRange } from '../../state/timeRange.js';
import { useMarks } from '../../state/useMarks.js';
import { currentRange } from '../../state/useRange.js';
import { Chart } from '../chart/chart.js';
import type { ChartData, Curve } from '../chart/chartData.js';
import type { CurveStyle } from '../commandStyle.js';
import * as format from '../format.js';
import { EventsMenu, shownEvents } from '../shownEvents.js';
import { TimeControl } from '../timeControl.js';
import { peerPoints, type PeerPoints } from './curvePoints.js';
import { usePeerCurve } from './usePeerCurve.js';

export interface PeerCurvesProps {
  /** The number of the peer. */
  readonly peer: number;
}

const RECEIVED: CurveStyle = { colour: '--curve-3', dash: [] };
const SENT: CurveStyle = { colour: '--curve-1', dash: [7, 4] };

/** The traffic and the round trips of one peer over the chosen time, at most the last two hours. */
export function PeerCurves({ peer }: PeerCurvesProps) {
  const { curve, error } = usePeerCurve(peer);
  const range = currentRange('15m');
  const events = useMarks(range);
  const marks = useMemo(() => shownEvents(events.marks), [events, param('no-events')]);
  const charts = useMemo(
    () => (curve === undefined ? undefined : chartsOf(peerPoints(curve), range, curve.endedAtMs)),
    [curve, range.text],
  );
  return (
    <div class="peer-curves">
      <div class="tools">
        <TimeControl range={range} />
        <EventsMenu />
      </div>
      {charts === undefined ? (
        <p class="empty">{error === undefined ? 'Waiting for the program.' : `No data: ${error}.`}</p>
      ) : (
        <div class="charts three">
          <Chart
            id="peer-bytes"
            title="Bytes per second"
            data={charts.bytes}
            marks={marks}
            curvesParam="bytes-curves"
            empty={EMPTY}
          />
          <Chart
            id="peer-messages"
            title="Messages per second"
            data={charts.messages}
            marks={marks}
            curvesParam="message-curves"
            empty={EMPTY}
          />
          <Chart
            id="peer-round-trip"
            title="Round trip of pings"
            data={charts.roundTrip}
            marks={marks}
            curvesParam="rtt-curves"
            empty="No ping was answered in this time."
          />
        </div>
      )}
    </div>
  );
}

const EMPTY = 'The first point appears ten seconds after the start of the connection.';

function chartsOf(
  points: PeerPoints,
  range: TimeRange,
  endedAtMs: number | undefined,
): Readonly<Record<'bytes' | 'messages' | 'roundTrip', ChartData>> {
  const { timesMs } = points;
  // The live range of a peer that has ended shows its last minutes; a range never extends beyond the stored data.
  const toMs = range.isLive ? (endedAtMs ?? range.toMs) : range.toMs;
  const earliestMs = Math.min((timesMs[0] ?? toMs) - 10_000, toMs - 60_000);
  const fromMs = range.isLive ? Math.max(earliestMs, toMs - (range.toMs - range.fromMs)) : range.fromMs;
  const chart = (curves: Curve[], text: (value: number) => string, minTop: number): ChartData => ({
    timesMs,
    curves,
    fromMs,
    toMs,
    format: text,
    minTop,
  });
  const bytes: Curve[] = [
    { id: 'received', name: 'received', style: RECEIVED, values: points.receivedBytes },
    { id: 'sent', name: 'sent', style: SENT, values: points.sentBytes },
  ];
  const messages: Curve[] = [
    {
      id: 'messages',
      name: 'messages',
      explanation: 'Received and sent together',
      style: RECEIVED,
      values: points.messages,
    },
  ];
  const hasPings = points.roundTripMs.some((value) => value !== null);
  const roundTrip: Curve[] = hasPings
    ? [
        {
          id: 'rtt',
          name: 'round trip',
          explanation: 'The time from a ping to its pong',
          style: { colour: '--curve-4', dash: [] },
          values: points.roundTripMs,
        },
      ]
    : [];
  return {
    bytes: chart(bytes, (value) => `${format.bytes(value)}/s`, 100),
    messages: chart(messages, (value) => `${format.rate(value)}/s`, 1),
    roundTrip: chart(roundTrip, format.milliseconds, 1),
  };
}
