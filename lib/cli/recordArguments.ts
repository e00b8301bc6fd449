import { parseDurationMs, parseOptions, UsageError } from './arguments.js';
import { HELP_OPTION, parseTargets, TARGET_OPTIONS, type TargetArguments } from './watchArguments.js';

/** The arguments of `rxpeer record`. */
export interface RecordArguments extends TargetArguments {
  /** The file to write, or the folder for the format `core`. */
  readonly path: string;
  readonly format: 'rxcap' | 'core';
  /** Append to the existing file. */
  readonly append: boolean;
  /** Replace the existing file. */
  readonly overwrite: boolean;
  /** Connect again to a target whose connection has ended. */
  readonly reconnect: boolean;
  /** Also write the encrypted bytes of v2 connections, and the secrets that decrypt them. */
  readonly withSecrets: boolean;
  /** Stop after this time; undefined: no limit. */
  readonly forMs?: number | undefined;
}

/** Parses the arguments of `rxpeer record`; undefined if `--help` is among them. Throws UsageError. */
export function parseRecordArguments(argv: readonly string[]): RecordArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    ...TARGET_OPTIONS,
    ...HELP_OPTION,
    out: { type: 'string', short: 'o' },
    format: { type: 'string', default: 'rxcap' },
    append: { type: 'boolean', default: false },
    overwrite: { type: 'boolean', default: false },
    reconnect: { type: 'boolean', default: false },
    'with-secrets': { type: 'boolean', default: false },
    for: { type: 'string' },
  });
  if (values.help) return undefined;
  const { append, format, out: path, overwrite, reconnect, 'with-secrets': withSecrets } = values;
  const targets = parseTargets(values, positionals);
  if (path === undefined) throw new UsageError('missing --out FILE: name the file to write');
  if (format !== 'rxcap' && format !== 'core') {
    throw new UsageError(`--format: expected rxcap or core, got ${JSON.stringify(format)}`);
  }
  if (append && overwrite) throw new UsageError('--append and --overwrite exclude each other: give only one');
  if (append && format === 'core') throw new UsageError('--append: expected --format rxcap, got --format core');
  if (withSecrets && format === 'core') {
    throw new UsageError(
      '--with-secrets: expected --format rxcap, got --format core, which holds neither encrypted bytes nor secrets',
    );
  }
  const forMs = parseDurationMs('--for', values.for);
  return { ...targets, path, format, append, overwrite, reconnect, withSecrets, forMs };
}
