import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import { durationMsOf, onlyOf, readOptions, UsageError } from './arguments.js';
import { CAPTURE_OPTIONS, readCaptureArguments, type CaptureArguments } from './captureArguments.js';

export interface MarblesArguments extends CaptureArguments {
  /** The commands that are wanted beside the handshake; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  /** The part that is wanted, from the connection's beginning. */
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Errors with UsageError; undefined where help is asked for. */
export function readMarbles(argv: readonly string[]): MarblesArguments | undefined {
  const { values, positionals } = readOptions(argv, {
    ...CAPTURE_OPTIONS,
    only: { type: 'string' },
    from: { type: 'string' },
    to: { type: 'string' },
  });
  if (values.help) return undefined;
  const capture = readCaptureArguments(values, positionals);
  const networks = capture.network === undefined ? [...KNOWN_NETWORKS.values()] : [capture.network];
  const [fromMs, toMs] = [durationMsOf('--from', values.from), durationMsOf('--to', values.to)];
  if (fromMs !== undefined && toMs !== undefined && fromMs >= toMs) throw new UsageError('--from comes after --to');
  return { ...capture, only: onlyOf(values.only, networks), fromMs, toMs };
}
