import { networksOf, parseCommandList, parseDurationMs, parseOptions, UsageError } from './arguments.js';
import { CAPTURE_OPTIONS, parseCaptureArguments, type CaptureArguments } from './captureArguments.js';
import type { MessageSelection } from './marbleTest/recordedConnection.js';

/** The arguments of `rxpeer marbles`. */
export interface MarblesArguments extends CaptureArguments, MessageSelection {}

/** Parses the arguments of `rxpeer marbles`; undefined if `--help` is among them. Throws UsageError. */
export function parseMarblesArguments(argv: readonly string[]): MarblesArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    ...CAPTURE_OPTIONS,
    only: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  });
  if (values.help) return undefined;
  const capture = parseCaptureArguments(values, positionals);
  const [fromMs, toMs] = [parseDurationMs('--from', values.from), parseDurationMs('--to', values.to)];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) {
    throw new UsageError(`expected --from before --to, got --from ${values.from} and --to ${values.to}`);
  }
  return { ...capture, only: parseCommandList(values.only, networksOf(capture.network)), fromMs, toMs };
}
