import type { RateRange, RateSelection, RateSeries } from '../protocol/rateRange.js';
import { packZeros } from '../protocol/zeroRuns.js';
import type { Span } from './readSpan.js';

/** The series of all commands of a direction together. No command of a network has this name. */
export const TOTAL = '*';
/** The series of the commands without one of their own. */
export const REST = 'rest';
/** Numbers of an answer without the axis of time. Of JSON each has 5 bytes on a busy node, and 7 if each command exceeds 100 kB/s. */
const MAX_VALUES = 9000;

/** The answer to a page: the commands with the most traffic, as many as MAX_VALUES numbers can show; the others are added up as REST. */
export function toRateRange(span: Span, { command, unit = 'bytes' }: RateSelection): RateRange {
  const { firstNumber, lastComplete, startsMs, widthMs } = span;
  const seriesOf = (direction: 'received' | 'sent'): RateSeries =>
    command === undefined
      ? allCommands(span, `${direction} ${unit}`)
      : {
          mean: { [command]: column(span, `mean ${direction} ${unit} ${command}`) },
          max: column(span, `max ${direction} ${unit} ${command}`),
        };
  return { widthMs, firstNumber, lastComplete, startsMs, unit, received: seriesOf('received'), sent: seriesOf('sent') };
}

function allCommands(span: Span, prefix: string): RateSeries {
  const max = column(span, `max ${prefix} ${TOTAL}`);
  const start = `mean ${prefix} `;
  const candidates = Array.from(span.columns)
    .filter(([name]) => name.startsWith(start) && !name.endsWith(` ${TOTAL}`))
    .map(([name, values]) => ({ command: name.slice(start.length), values, sum: values.reduce((a, b) => a + b, 0) }))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  const mean: Record<string, readonly number[]> = {};
  // Half of the numbers for each direction, and the rest may have one for each bucket.
  let left = MAX_VALUES / 2 - max.length - span.startsMs.length;
  let rest: readonly number[] = [];
  for (const { command, values } of candidates) {
    const packed = pack(values);
    if (command === REST || packed.length > left) {
      rest = rest.length === 0 ? values : rest.map((value, i) => value + values[i]!);
    } else {
      mean[command] = packed;
      left -= packed.length;
    }
  }
  if (rest.length > 0) mean[REST] = pack(rest);
  return { mean, max };
}

function column({ columns, startsMs }: Span, name: string): number[] {
  return pack(columns.get(name) ?? new Array<number>(startsMs.length).fill(0));
}

/** Three significant digits are more than a chart shows. */
function pack(values: readonly number[]): number[] {
  return packZeros(values.map((value) => Number(value.toPrecision(3))));
}
