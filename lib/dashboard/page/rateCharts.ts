import type { RatePoint } from '../protocol.js';
import { byId, element } from './element.js';
import * as format from './format.js';
import uPlot from './vendor/uPlot.esm.js';

type Unit = 'messages' | 'bytes';
type Direction = 'received' | 'sent';

/** Five minutes. */
const MAX_POINTS = 300;
/** The least time that the x axis shows: in five minutes the curve of the first seconds would be hardly visible. */
const MIN_SPAN_SECONDS = 60;
/** Curves in one chart; more cannot be distinguished. One further curve is the sum of all other commands. */
const MAX_CURVES = 6;
const REST = 'others';

/** The rates over time: one chart per direction, one curve per command. */
export class RateCharts {
  private points: RatePoint[] = [];
  private unit: Unit = 'messages';
  private readonly charts = [new Chart('received'), new Chart('sent')];

  constructor() {
    byId('unit', HTMLFieldSetElement).addEventListener('change', (event) => {
      this.unit = (event.target as HTMLInputElement).value as Unit;
      this.draw();
    });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.recreate());
    new ResizeObserver(() => this.charts.forEach((chart) => chart.resize())).observe(
      byId('chart-received', HTMLDivElement),
    );
    this.draw();
  }

  get last(): RatePoint | undefined {
    return this.points.at(-1);
  }

  add(points: readonly RatePoint[]): void {
    this.points = [...this.points, ...points].slice(-MAX_POINTS);
    this.draw();
  }

  /** Removes all points after a restart of the program. */
  clear(): void {
    this.points = [];
    this.recreate();
  }

  /** Creates the charts again: their colours are read from the style sheet on creation. */
  private recreate(): void {
    this.charts.forEach((chart) => chart.destroy());
    this.draw();
  }

  private draw(): void {
    this.charts.forEach((chart) => chart.show(this.points, this.unit));
  }
}

class Chart {
  private readonly container;
  private readonly legend;
  private plot: uPlot | undefined;
  /** The unit and the commands for which the plot was created. */
  private plotKey = '';
  private colours = new Map<string, string>();

  constructor(private readonly direction: Direction) {
    this.container = byId(`chart-${direction}`, HTMLDivElement);
    this.legend = byId(`legend-${direction}`, HTMLUListElement);
  }

  show(points: readonly RatePoint[], unit: Unit): void {
    const index = unit === 'messages' ? 0 : 1;
    const commands = this.commandsOf(points, index);
    const curves = commands.map((command) => points.map((point) => this.value(point, command, commands, index)));
    const seconds = points.map(({ atMs }) => atMs / 1000);
    const plotKey = `${unit} ${commands.join(' ')}`;
    if (this.plot === undefined || plotKey !== this.plotKey) this.create(commands, unit);
    this.plotKey = plotKey;
    this.plot?.setData([seconds, ...curves]);
    this.showValues(points.at(-1), commands, unit, index);
  }

  resize(): void {
    this.plot?.setSize({ width: this.container.clientWidth, height: this.container.clientHeight });
  }

  destroy(): void {
    this.plot?.destroy();
    this.plot = undefined;
  }

  private commandsOf(points: readonly RatePoint[], index: 0 | 1): string[] {
    const sums = new Map<string, number>();
    for (const point of points) {
      for (const [command, rates] of Object.entries(point[this.direction])) {
        sums.set(command, (sums.get(command) ?? 0) + rates[index]);
      }
    }
    const ordered = [...sums].sort(([, a], [, b]) => b - a).map(([command]) => command);
    // Sorted by name, so that the legend keeps its order while the rates change.
    const shown = ordered.slice(0, MAX_CURVES).sort();
    return ordered.length > MAX_CURVES ? [...shown, REST] : shown;
  }

  private value(point: RatePoint, command: string, shown: readonly string[], index: 0 | 1): number {
    const rates = point[this.direction];
    if (command !== REST) return rates[command]?.[index] ?? 0;
    return Object.entries(rates).reduce((sum, [each, values]) => (shown.includes(each) ? sum : sum + values[index]), 0);
  }

  private create(commands: readonly string[], unit: Unit): void {
    this.destroy();
    this.colours = coloursOf(commands);
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const axis = {
      stroke: colour('--dim'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1, size: 4 },
      font: `11px ${style.fontFamily}`,
    };
    this.plot = new uPlot(
      {
        width: this.container.clientWidth || 300,
        height: this.container.clientHeight || 200,
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 30, 0, 0],
        scales: {
          x: { time: true, range: (_, min, max) => spanOf(min, max) },
          y: { range: (_, __, max) => [0, Math.max(unit === 'messages' ? 1 : 100, (max ?? 0) * 1.1)] },
        },
        axes: [
          { ...axis, space: 90, size: 28, values: (_, splits) => splits.map((at) => format.clock(at * 1000)) },
          {
            ...axis,
            size: 56,
            values: (_, splits) => splits.map((value) => (unit === 'bytes' ? format.bytes(value) : shortNumber(value))),
          },
        ],
        series: [
          {},
          ...commands.map((command) => ({
            label: command,
            stroke: colour(this.colours.get(command)!),
            width: 1.75,
            points: { show: false },
          })),
        ],
      },
      [[], ...commands.map(() => [])],
      this.container,
    );
    this.legend.replaceChildren(
      ...commands.map((command) => {
        const key = element('i', { 'data-colour': this.colours.get(command)!, 'aria-hidden': 'true' });
        return element('li', { 'data-command': command }, key, element('span', {}, command), element('b'));
      }),
    );
  }

  /** Shows the newest values in the legend, and in the label for screen readers. */
  private showValues(point: RatePoint | undefined, commands: readonly string[], unit: Unit, index: 0 | 1): void {
    const texts = commands.map((command) => {
      const value = point === undefined ? 0 : this.value(point, command, commands, index);
      return unit === 'bytes' ? `${format.bytes(value)}/s` : `${format.rate(value)}/s`;
    });
    for (const [i, item] of [...this.legend.children].entries()) {
      item.lastElementChild!.textContent = texts[i] ?? '';
    }
    const name = this.direction === 'received' ? 'Received' : 'Sent';
    const values = commands.map((command, i) => `${command} ${texts[i]!}`).join(', ');
    this.container.setAttribute('aria-label', `${name}, now: ${values === '' ? 'nothing yet' : values}`);
  }
}

/** Frequent commands, which always have the same colour, in both charts. */
const FIXED = ['inv', 'getdata', 'tx', 'block', 'headers', 'ping', 'pong', 'addrv2'];

/** The CSS variables of the commands' colours. Commands that are not in FIXED get colours that no shown command of FIXED uses. */
function coloursOf(commands: readonly string[]): Map<string, string> {
  const free = FIXED.map((_, slot) => slot).filter((slot) => !commands.includes(FIXED[slot]!));
  return new Map(
    commands.map((command) => {
      const slot = FIXED.includes(command) ? FIXED.indexOf(command) : free.shift()!;
      return [command, command === REST ? '--curve-rest' : `--curve-${slot + 1}`];
    }),
  );
}

function shortNumber(value: number): string {
  return value >= 1000 ? `${Number((value / 1000).toPrecision(3))}k` : String(Number(value.toPrecision(3)));
}

/** The range of the x axis. The clock of the page is used only until the first point arrives. */
function spanOf(min: number | null, max: number | null): [from: number, to: number] {
  const to = max ?? Date.now() / 1000;
  return [Math.min(min ?? to, to - MIN_SPAN_SECONDS), to];
}
