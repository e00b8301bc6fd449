import { networksOf, parseOptions, parsePositiveNumber } from './arguments.js';
import { CAPTURE_OPTIONS, parseCaptureArguments, type CaptureArguments } from './captureArguments.js';
import type { PrintOptions } from './printEvents.js';
import { parsePrintOptions, PRINT_OPTIONS } from './watchArguments.js';

/** The arguments of `rxpeer replay`. */
export interface ReplayArguments extends CaptureArguments, PrintOptions {
  /** How many times faster than the original to play; Infinity: without pauses. Default 1. */
  readonly speed: number;
}

const MAX_SPEED = 1e9;

/** Parses the arguments of `rxpeer replay`; undefined if `--help` is among them. Throws UsageError. */
export function parseReplayArguments(argv: readonly string[]): ReplayArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    ...CAPTURE_OPTIONS,
    ...PRINT_OPTIONS,
    speed: { type: 'string', default: '1' },
  });
  if (values.help) return undefined;
  const capture = parseCaptureArguments(values, positionals);
  return {
    ...capture,
    ...parsePrintOptions(values, networksOf(capture.network)),
    speed:
      values.speed === 'max' ? Infinity : parsePositiveNumber('--speed', values.speed, MAX_SPEED, '"max" or a number')!,
  };
}
