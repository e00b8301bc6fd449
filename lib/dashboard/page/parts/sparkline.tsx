const WIDTH = 64;
const HEIGHT = 18;

export interface SparklineProps {
  /** The newest at the end. */
  readonly values: readonly number[];
}

/** A small curve of the last values, its y axis starting at 0. Hidden from screen readers: the newest value is beside it as text. */
export function Sparkline({ values }: SparklineProps) {
  const last = values.at(-1);
  if (last === undefined) return null;
  const max = Math.max(...values) * 1.15 || 1;
  const x = (i: number): number => (values.length === 1 ? WIDTH - 3 : 2 + (i / (values.length - 1)) * (WIDTH - 5));
  const y = (value: number): number => HEIGHT - 2 - (value / max) * (HEIGHT - 4);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <polyline fill="none" points={values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      <circle r={1.8} cx={x(values.length - 1).toFixed(1)} cy={y(last).toFixed(1)} />
    </svg>
  );
}
