import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { countOf, durationMsOf, networkOf, onlyOf, readOptions, targetOf, UsageError } from './arguments.js';
import type { PrintOptions } from './printEvents.js';

/** Whom to connect to. */
export interface TargetArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** Whether to ask for what is announced. */
  readonly fetch: boolean;
  /** Whether to start a node of our own, as one target more. */
  readonly simulate: boolean;
}

export interface WatchArguments extends TargetArguments, PrintOptions {
  readonly forMs?: number | undefined;
}

/** The options by which a command is told whom to connect to. */
export const TARGET_OPTIONS = {
  network: { type: 'string' },
  'no-fetch': { type: 'boolean', default: false },
  simulate: { type: 'boolean', default: false },
} as const;

/** The options by which a command is told what to print. */
export const PRINT_OPTIONS = {
  only: { type: 'string' },
  sent: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  count: { type: 'string' },
} as const;

export const HELP_OPTION = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** Errors with UsageError; undefined where help is asked for. */
export function readWatch(argv: readonly string[]): WatchArguments | undefined {
  const { values, positionals } = readOptions(argv, {
    ...TARGET_OPTIONS,
    ...PRINT_OPTIONS,
    ...HELP_OPTION,
    for: { type: 'string' },
  });
  if (values.help) return undefined;
  const targets = readTargets(values, positionals);
  return {
    ...targets,
    only: onlyOf(values.only, [targets.network]),
    sent: values.sent,
    json: values.json,
    count: countOf('--count', values.count),
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
