import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import { countOf, numberOf, onlyOf, readOptions } from './arguments.js';
import { CAPTURE_OPTIONS, readCaptureArguments, type CaptureArguments } from './captureArguments.js';
import type { PrintOptions } from './printEvents.js';
import { PRINT_OPTIONS } from './watchArguments.js';

export interface ReplayArguments extends CaptureArguments, PrintOptions {
  /** How many times faster than it was. */
  readonly speed: number;
}

/** Errors with UsageError; undefined where help is asked for. */
export function readReplay(argv: readonly string[]): ReplayArguments | undefined {
  const { values, positionals } = readOptions(argv, {
    ...CAPTURE_OPTIONS,
    ...PRINT_OPTIONS,
    speed: { type: 'string', default: '1' },
  });
  if (values.help) return undefined;
  const capture = readCaptureArguments(values, positionals);
  return {
    ...capture,
    only: onlyOf(values.only, capture.network === undefined ? [...KNOWN_NETWORKS.values()] : [capture.network]),
    sent: values.sent,
    json: values.json,
    count: countOf('--count', values.count),
    noColor: values['no-color'],
    speed: values.speed === 'max' ? Infinity : numberOf('--speed', values.speed, /^\d{1,9}(\.\d+)?$/, 1e9)!,
  };
}
