import type { EventMark } from '../../../protocol/eventMark.js';
import { Swatch } from '../swatch.js';
import { timeText } from './axisTicks.js';
import type { ChartData, Curve } from './chartData.js';
import { markText } from './markText.js';

export interface ChartTooltipProps {
  readonly data: ChartData;
  readonly shown: readonly Curve[];
  readonly index: number;
  /** The events at the cursor. */
  readonly marks: readonly EventMark[];
  /** The place of the cursor, from the left of the plot. */
  readonly leftPx: number;
}

/** The values at the cursor, beside it. Screen readers get the same text as the value of the plot. */
export function ChartTooltip({ data, index, leftPx, marks, shown }: ChartTooltipProps) {
  const at = data.timesMs[index]!;
  const isRight = at > (data.fromMs + data.toMs) / 2;
  return (
    <div
      class="tooltip"
      aria-hidden="true"
      style={isRight ? { left: `${leftPx - 12}px`, transform: 'translateX(-100%)' } : { left: `${leftPx + 12}px` }}
    >
      <strong>{timeText(at, data.toMs - data.fromMs)}</strong>
      <dl>
        {[...shown]
          .sort((a, b) => (b.values[index] ?? -1) - (a.values[index] ?? -1))
          .map(({ id, name, style, values }) => (
            <div key={id}>
              <dt>
                <Swatch {...style} />
                {name}
              </dt>
              <dd>{valueText(data, values[index])}</dd>
            </div>
          ))}
      </dl>
      {marks.map((mark) => (
        <p key={mark.number}>{markText(mark)}</p>
      ))}
    </div>
  );
}

function valueText({ format }: ChartData, value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : format(value);
}
