import { describe, expect, it } from '@jest/globals';
import { toCsv } from '../../../lib/dashboard/page/parts/exportRows.js';
import { placeStyle } from '../../../lib/dashboard/page/parts/commandStyle.js';
import { greatestValue, shownCurves, type ChartData } from '../../../lib/dashboard/page/parts/chart/chartData.js';
import { chartColumns, chartRows } from '../../../lib/dashboard/page/parts/chart/chartRows.js';
import { nextCursor } from '../../../lib/dashboard/page/parts/chart/cursorKeys.js';
import { stepWidth } from '../../../lib/dashboard/page/parts/format.js';

const data: ChartData = {
  timesMs: [1000, 2000, 3000, 4000],
  curves: [
    { id: 'inv', name: 'inv', style: placeStyle(0), values: [9, 2, null, 4] },
    { id: 'peak', name: 'highest second', style: placeStyle(1), values: [90, 20, 30, 40], isOptional: true },
  ],
  fromMs: 2000,
  toMs: 3500,
  format: (value) => `${value}/s`,
  minTop: 1,
};
const [inv, peak] = data.curves;

describe('the data of a chart', () => {
  it('shows the curves that are not optional, unless the user has switched them', () => {
    expect(shownCurves(data.curves, [])).toEqual([inv]);
    expect(shownCurves(data.curves, ['inv', 'peak'])).toEqual([peak]);
    expect(shownCurves(data.curves, ['peak', 'of another chart'])).toEqual([inv, peak]);
  });

  it('has its greatest value within the range', () => {
    expect(greatestValue(data, [inv!])).toBe(2);
    expect(greatestValue(data, data.curves)).toBe(30);
    expect(greatestValue(data, [])).toBe(0);
  });

  it('is a table with all curves, the newest time first, within the range', () => {
    expect(toCsv(chartRows(data), chartColumns(data))).toBe(
      'time,inv,peak\r\n1970-01-01T00:00:03.000Z,,30\r\n1970-01-01T00:00:02.000Z,2,20\r\n',
    );
    const [, column] = chartColumns(data);
    expect(chartRows(data).map((row) => column!.text!(row))).toEqual(['–', '2/s']);
  });

  it('has a cursor that keys move', () => {
    expect([nextCursor('ArrowLeft', undefined, 4), nextCursor('ArrowRight', undefined, 4)]).toEqual([3, 3]);
    expect([nextCursor('ArrowLeft', 2, 4), nextCursor('ArrowRight', 2, 4)]).toEqual([1, 3]);
    expect([nextCursor('ArrowLeft', 0, 4), nextCursor('ArrowRight', 3, 4)]).toEqual([0, 3]);
    expect([nextCursor('PageDown', 25, 40), nextCursor('PageUp', 35, 40)]).toEqual([15, 39]);
    expect([nextCursor('Home', 2, 4), nextCursor('End', 2, 4), nextCursor('Escape', 2, 4)]).toEqual([0, 3, undefined]);
    expect([nextCursor('a', 2, 4), nextCursor('Tab', 2, 4)]).toEqual(['unknown', 'unknown']);
  });

  it('has steps with a unit', () => {
    expect([1000, 3000, 60_000, 600_000, 4_800_000].map(stepWidth)).toEqual([
      '1 s',
      '3 s',
      '1 min',
      '10 min',
      '1.33 h',
    ]);
  });
});
