import type { RateUnit } from '../../../protocol/rateRange.js';
import { PEAK, type Buckets } from '../../state/buckets.js';
import { commandStyle, REST_STYLE } from '../../parts/commandStyle.js';
import type { Curve } from '../../parts/chart/chartData.js';
import * as format from '../../parts/format.js';

/** Curves of commands in one chart; more cannot be distinguished. One further curve is the sum of all other commands. */
export const MAX_CURVES = 7;
/** The name of the sum of commands without a curve, also in answers of the program. */
const REST = 'rest';

/** `1.2/s` or `3 kB/s`. */
export function rateFormat(unit: RateUnit): (value: number) => string {
  return unit === 'bytes' ? (value) => `${format.bytes(value)}/s` : (value) => `${format.rate(value)}/s`;
}

/** The curves of one direction: of the commands with the highest rates, by name, so that the legend keeps its order; then the others, and the peak. */
export function rateCurves({ curves, startsMs, widthMs }: Buckets, direction: 'received' | 'sent'): Curve[] {
  const prefix = `${direction} `;
  const named = [...curves]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, values]) => ({ command: name.slice(prefix.length), values: values as readonly number[] }));
  const commands = named
    .filter(({ command }) => command !== PEAK && command !== REST)
    .map((each) => ({ ...each, sum: each.values.reduce((a, b) => a + b, 0) }))
    .sort((a, b) => b.sum - a.sum);
  const shown = commands.slice(0, MAX_CURVES).sort((a, b) => (a.command < b.command ? -1 : 1));
  const others = [...commands.slice(MAX_CURVES), ...named.filter(({ command }) => command === REST)];
  const result = shown.map(({ command, values }): Curve => ({
    id: command,
    name: command,
    style: commandStyle(command),
    values,
  }));
  if (others.length > 0) {
    const values = startsMs.map((_, i) => others.reduce((sum, each) => sum + each.values[i]!, 0));
    result.push({ id: REST, name: 'others', explanation: 'All other commands together', style: REST_STYLE, values });
  }
  const peak = named.find(({ command }) => command === PEAK);
  if (peak !== undefined && widthMs > 1000 && result.length > 0) {
    const explanation = 'The highest rate within one second, all commands together';
    result.push({
      id: 'peak',
      name: PEAK,
      explanation,
      style: { colour: '--curve-rest', dash: [2, 3] },
      values: peak.values,
      isOptional: true,
    });
  }
  return result;
}
