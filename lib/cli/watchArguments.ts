import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { countOf, durationMsOf, networkOf, onlyOf, readOptions, targetOf, UsageError } from './arguments.js';
import type { PrintOptions } from './printEvents.js';

/** The nodes to connect to. */
export interface TargetArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** Whether to request what is announced. */
  readonly fetch: boolean;
  /** Whether to start a simulated node, as a further target. */
  readonly simulate: boolean;
}

export interface WatchArguments extends TargetArguments, PrintOptions {
  /** Whether to connect again when a connection ends. */
  readonly reconnect: boolean;
  /** The time after which to end; undefined: no limit. */
  readonly forMs?: number | undefined;
}

/** The options for the nodes to connect to. */
export const TARGET_OPTIONS = {
  network: { type: 'string' },
  'no-fetch': { type: 'boolean', default: false },
  simulate: { type: 'boolean', default: false },
} as const;

/** The options for what is printed. */
export const PRINT_OPTIONS = {
  only: { type: 'string' },
  sent: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  count: { type: 'string' },
  'no-color': { type: 'boolean', default: false },
} as const;

export const HELP_OPTION = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** Errors with UsageError; undefined if help is asked for. */
export function readWatch(argv: readonly string[]): WatchArguments | undefined {
  const { values, positionals } = readOptions(argv, {
    ...TARGET_OPTIONS,
    ...PRINT_OPTIONS,
    ...HELP_OPTION,
    for: { type: 'string' },
    reconnect: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const targets = readTargets(values, positionals);
  return {
    ...targets,
    only: onlyOf(values.only, [targets.network]),
    sent: values.sent,
    json: values.json,
    count: countOf('--count', values.count),
    noColor: values['no-color'],
    reconnect: values.reconnect,
    forMs: durationMsOf('--for', values.for),
  };
}

export function readTargets(
  values: { network?: string | undefined; 'no-fetch': boolean; simulate: boolean },
  positionals: readonly string[],
): TargetArguments {
  const { simulate } = values;
  const network = networkOf(values.network) ?? (simulate ? bitcoin.regtest : bitcoin.mainnet);
  if (positionals.length === 0 && !simulate) throw new UsageError('a HOST[:PORT] is missing (or --simulate)');
  return { network, targets: positionals.map((text) => targetOf(text, network)), fetch: !values['no-fetch'], simulate };
}
