import { svg } from './element.js';

const WIDTH = 72;
const HEIGHT = 18;

/** A small curve of the last values, its y axis starting at 0. Hidden from screen readers, because the newest value is shown as text. */
export class Sparkline {
  private readonly line = svg('polyline', { fill: 'none' });
  private readonly end = svg('circle', { r: 1.8 });
  readonly root = svg(
    'svg',
    { class: 'sparkline', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'aria-hidden': 'true' },
    this.line,
    this.end,
  );

  show(values: readonly number[]): void {
    const last = values.at(-1);
    this.end.setAttribute('visibility', last === undefined ? 'hidden' : 'visible');
    if (last === undefined) return;
    const max = Math.max(...values) * 1.15 || 1;
    const x = (i: number): number => (values.length === 1 ? WIDTH - 3 : 2 + (i / (values.length - 1)) * (WIDTH - 5));
    const y = (value: number): number => HEIGHT - 2 - (value / max) * (HEIGHT - 4);
    this.line.setAttribute('points', values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' '));
    this.end.setAttribute('cx', x(values.length - 1).toFixed(1));
    this.end.setAttribute('cy', y(last).toFixed(1));
  }
}
