import { preciseScheduler } from '../peer/preciseScheduler.js';
import { parseDurationMs, UsageError } from './arguments.js';
import type { Environment } from './colours.js';
import { NATS_OPTIONS, parseNatsArguments, type NatsArguments, type NatsValues } from './natsArguments.js';

/** Monitors on NATS whose peers are shown, instead of peers of this process. */
export interface MonitorSource {
  readonly nats: NatsArguments;
  /** Only these monitors; undefined: all. */
  readonly monitors?: readonly string[] | undefined;
  /** Begin with the history of the server since this time of day, in milliseconds since 1970. Undefined: only new records. */
  readonly sinceMs?: number | undefined;
}

/** The options that choose the monitors. */
export const MONITOR_SOURCE_OPTIONS = {
  ...NATS_OPTIONS,
  monitor: { type: 'string' },
  since: { type: 'string' },
} as const;

/**
 * The monitors, if `--nats` is given. A NATS_URL in the environment alone does not change what a subcommand shows.
 *
 * Throws UsageError, including for options that only make sense without monitors, or only with them.
 *
 * @param excluded the given options that choose peers for the program to connect to
 */
export function parseMonitorSource(
  values: NatsValues & { readonly monitor?: string | undefined; readonly since?: string | undefined },
  excluded: readonly string[],
  env: Environment,
): MonitorSource | undefined {
  if (values.nats === undefined) {
    const given = Object.keys(MONITOR_SOURCE_OPTIONS).find((name) => values[name as keyof typeof values] !== undefined);
    if (given === undefined) return undefined;
    throw new UsageError(`--${given}: expected --nats URL, too`);
  }
  const [first] = excluded;
  if (first !== undefined) {
    throw new UsageError(`${first} and --nats exclude each other: with --nats the monitors choose the nodes`);
  }
  const sinceMs = parseDurationMs('--since', values.since);
  return {
    nats: parseNatsArguments(values, env),
    monitors: parseNames(values.monitor),
    ...(sinceMs === undefined ? {} : { sinceMs: preciseScheduler.wallMs() - sinceMs }),
  };
}

function parseNames(list: string | undefined): string[] | undefined {
  if (list === undefined) return undefined;
  const names = list.split(',').map((name) => name.trim());
  if (!names.includes('')) return names;
  throw new UsageError(`--monitor: expected names separated by commas, got ${JSON.stringify(list)}`);
}
