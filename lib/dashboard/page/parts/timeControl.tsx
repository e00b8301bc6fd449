import { setParams } from '../state/route.js';
import { formatSpan, LIVE_RANGES, scaleRange, type TimeRange } from '../state/timeRange.js';
import { runTimes } from '../state/useRange.js';
import { timeText } from './chart/axisTicks.js';

export interface TimeControlProps {
  readonly range: TimeRange;
}

/** Chooses the range of time of all charts, and zooms without dragging. */
export function TimeControl({ range }: TimeControlProps) {
  const spanMs = range.toMs - range.fromMs;
  const times = runTimes();
  // Before the first answer of the program there is no clock to compare with.
  const isKnown = times.nowMs > 0;
  const zoom = (factor: number): void => setParams({ range: scaleRange(range, factor, times) ?? range.text });
  const move = (share: number): void =>
    setParams({ range: formatSpan(range.fromMs + share * spanMs, range.toMs + share * spanMs) });
  const name = `${timeText(range.fromMs, spanMs)} to ${timeText(range.toMs, spanMs)}`;
  return (
    <div class="time-control" role="group" aria-label="Range of time">
      <label class="field">
        Time
        <select
          class="range"
          value={range.isLive ? range.text : 'fixed'}
          onChange={(event) => setParams({ range: event.currentTarget.value })}
        >
          {!range.isLive && <option value="fixed">{name}</option>}
          {LIVE_RANGES.map((each) => (
            <option key={each.text} value={each.text}>
              {each.name}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        title="Show half of this time"
        aria-label="Zoom in"
        disabled={!isKnown}
        onClick={() => zoom(0.5)}
      >
        +
      </button>
      <button
        type="button"
        title="Show twice this time"
        aria-label="Zoom out"
        disabled={!isKnown}
        onClick={() => zoom(2)}
      >
        {'\u2212'}
      </button>
      {!range.isLive && (
        <>
          <button type="button" aria-label="Earlier" title="Earlier" onClick={() => move(-0.5)}>
            ←
          </button>
          <button type="button" aria-label="Later" title="Later" onClick={() => move(0.5)}>
            →
          </button>
          <button type="button" title="Show the time until now again" onClick={() => setParams({ range: undefined })}>
            Reset zoom
          </button>
        </>
      )}
    </div>
  );
}
