import { setParams } from '../../state/route.js';
import { Swatch } from '../swatch.js';
import type { ChartData, Curve } from './chartData.js';

export interface ChartLegendProps {
  readonly data: ChartData;
  readonly shown: readonly Curve[];
  /** The index of the time at the cursor; undefined: the newest. */
  readonly index: number | undefined;
  /** The ids of the curves that the user has switched. */
  readonly toggled: readonly string[];
  /** The parameter of the URL with these ids. */
  readonly curvesParam: string;
}

/** The names of the curves, with their values; each one shows or hides its curve. */
export function ChartLegend({ curvesParam, data, index = data.timesMs.length - 1, shown, toggled }: ChartLegendProps) {
  const toggle = (id: string): void => {
    const next = toggled.includes(id) ? toggled.filter((each) => each !== id) : [...toggled, id];
    setParams({ [curvesParam]: next.join(' ') });
  };
  return (
    <ul class="legend">
      {data.curves.map(({ explanation, id, name, style, values }) => {
        const value = values[index];
        return (
          <li key={id}>
            <button
              type="button"
              aria-pressed={shown.some((each) => each.id === id)}
              title={explanation}
              onClick={() => toggle(id)}
            >
              <Swatch {...style} />
              {name} <b>{value === null || value === undefined ? '–' : data.format(value)}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
