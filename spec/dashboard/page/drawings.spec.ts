import { describe, expect, it } from '@jest/globals';
import { DOMParser } from '@xmldom/xmldom';
import { placeStyle } from '../../../lib/dashboard/page/parts/commandStyle.js';
import type { ChartData } from '../../../lib/dashboard/page/parts/chart/chartData.js';
import { drawChart } from '../../../lib/dashboard/page/parts/chart/drawChart.js';
import type { Drawing } from '../../../lib/dashboard/page/parts/drawing/drawing.js';
import { svgText } from '../../../lib/dashboard/page/parts/drawing/svgText.js';
import { drawHistogram } from '../../../lib/dashboard/page/views/propagation/drawHistogram.js';
import { histogramBins } from '../../../lib/dashboard/page/views/propagation/histogram.js';

const HOSTILE = '<script>alert("&")</script>\u0001\ud800\u0000';

const data: ChartData = {
  timesMs: [0, 30_000, 60_000, 90_000],
  curves: [
    { id: 'inv', name: 'inv', style: placeStyle(0), values: [0, 10, 5, 99] },
    { id: 'odd', name: HOSTILE, style: placeStyle(9), values: [null, 1, null, 1] },
    { id: 'none', name: 'none', style: placeStyle(2), values: [null, null, null, null] },
  ],
  fromMs: 0,
  toMs: 60_000,
  format: (value) => `${value.toFixed(2)}/s`,
  minTop: 1,
};

/** The elements of a drawing as an XML parser sees its SVG. Throws if it is not well-formed. */
function parse(drawing: Drawing): Element[] {
  const onError = (level: string, message: string): void => {
    throw new Error(`${level}: ${message}`);
  };
  const document = new DOMParser({ onError }).parseFromString(
    svgText(drawing, (name) => `#${name.length}`),
    'text/xml',
  );
  return Array.from(document.getElementsByTagName('*'));
}
type Element = {
  readonly tagName: string;
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
};

describe('pictures', () => {
  it('of charts have axes with units, curves, marks and a legend', () => {
    const drawing = drawChart('Received', data, data.curves, [
      { number: 1, atMs: 30_000, kind: 'block', text: 'block' },
      { number: 2, atMs: 40_000, kind: 'joined', text: 'peer joined' },
      { number: 3, atMs: 90_000, kind: 'left', text: 'beyond the range' },
    ]);
    const elements = parse(drawing);
    const texts = elements.filter(({ tagName }) => tagName === 'text').map(({ textContent }) => textContent);
    expect(texts).toEqual(
      expect.arrayContaining(['Received', '10/s', '0/s', 'inv', 'none', '<script>alert("&")</script>']),
    );
    const lines = elements.filter(({ tagName }) => tagName === 'polyline');
    const of = (colour: string): string[] =>
      lines
        .filter((line) => line.getAttribute('stroke-width') === '1.75' && line.getAttribute('stroke') === colour)
        .map((line) => line.getAttribute('points')!);
    // All three colours have names of the same length; the curve without values is not drawn, the one of one value is a short line.
    const top = 10 * 1.08;
    const y = (value: number): number => Math.round((352 - (value / top) * 300) * 10) / 10;
    expect(of(`#${'--curve-1'.length}`)).toEqual([`90,${y(0)} 513,${y(10)} 936,${y(5)}`, `513,${y(1)} 515,${y(1)}`]);
    const marks = drawing.shapes.filter(
      (shape) => shape.kind === 'line' && ['--dim', '--good', '--bad'].includes(shape.colour),
    );
    expect(marks.map((mark) => mark.kind === 'line' && mark.points[0]![0])).toEqual([90 + 846 / 2, 90 + (846 * 2) / 3]);
  });

  it('of charts without a value are still pictures', () => {
    expect(parse(drawChart('Empty', { ...data, timesMs: [], curves: [] }, [], [])).length).toBeGreaterThan(5);
  });

  it('have a legend of as many rows as it needs', () => {
    const curves = Array.from({ length: 20 }, (_, i) => ({
      ...data.curves[0]!,
      id: String(i),
      name: `a long name ${i}`,
    }));
    const few = drawChart('Few', data, curves.slice(0, 2), []);
    const many = drawChart('Many', data, curves, []);
    expect(many.height).toBeGreaterThan(few.height + 40);
    for (const shape of many.shapes) {
      if (shape.kind === 'text') expect(shape.y).toBeLessThan(many.height);
    }
  });

  it('of histograms have a bar for each bin with peers, which says what it is', () => {
    const bins = histogramBins([0, 1, 2, 2, 4, 5, 6, 7, 8, 9, 12, 5000]);
    const lines = [
      { atMs: 2, text: '50 % after 2 ms' },
      { atMs: 5000, text: '90 % after 5 s' },
    ];
    for (const width of [1, 300, 960]) {
      const bars = parse(drawHistogram({ title: 'Histogram', bins, lines }, width)).filter(
        (element) => element.tagName === 'rect' && element.textContent !== '',
      );
      const texts = bars.map(({ textContent }) => textContent);
      expect(texts.slice(0, 4)).toEqual([
        '0 ms to 1 ms: 1 peer',
        '1 ms to 2 ms: 1 peer',
        '2 ms to 3 ms: 2 peers',
        '4 ms to 5 ms: 1 peer',
      ]);
      expect([texts.length, texts.at(-1)]).toEqual([11, 'over 19 ms: 1 peer']);
    }
    expect(parse(drawHistogram({ title: 'Empty', bins: [], lines: [] }, 300)).length).toBeGreaterThan(3);
  });
});
