import { durationMsOf, readOptions, UsageError } from './arguments.js';
import { HELP_OPTION, readTargets, TARGET_OPTIONS, type TargetArguments } from './watchArguments.js';

export interface RecordArguments extends TargetArguments {
  readonly path: string;
  readonly format: 'rxcap' | 'core';
  readonly append: boolean;
  readonly overwrite: boolean;
  /** Whether to connect again to a target whose connection has ended. */
  readonly reconnect: boolean;
  readonly forMs?: number | undefined;
}

/** Errors with UsageError; undefined where help is asked for. */
export function readRecord(argv: readonly string[]): RecordArguments | undefined {
  const { values, positionals } = readOptions(argv, {
    ...TARGET_OPTIONS,
    ...HELP_OPTION,
    out: { type: 'string', short: 'o' },
    format: { type: 'string', default: 'rxcap' },
    append: { type: 'boolean', default: false },
    overwrite: { type: 'boolean', default: false },
    reconnect: { type: 'boolean', default: false },
    for: { type: 'string' },
  });
  if (values.help) return undefined;
  const { append, format, out: path, overwrite, reconnect } = values;
  const targets = readTargets(values, positionals);
  if (path === undefined) throw new UsageError('--out FILE is missing');
  if (format !== 'rxcap' && format !== 'core') {
    throw new UsageError(`--format: rxcap or core expected, got ${JSON.stringify(format)}`);
  }
  if (append && overwrite) throw new UsageError('--append and --overwrite exclude each other');
  if (append && format === 'core') throw new UsageError('--append is not possible with --format core');
  return { ...targets, path, format, append, overwrite, reconnect, forMs: durationMsOf('--for', values.for) };
}
