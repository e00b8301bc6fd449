import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import {
  checkProxy,
  parseCommandList,
  parseCount,
  parseDurationMs,
  parseNetwork,
  parseOptions,
  parsePort,
  parseTarget,
  refuseProxyOfSimulation,
  UsageError,
} from './arguments.js';
import type { Environment } from './colours.js';
import { MONITOR_SOURCE_OPTIONS, parseMonitorSource, type MonitorSource } from './monitorSource.js';
import { withDefaultNatsUrl } from './natsArguments.js';
import type { PrintOptions } from './printEvents.js';

/** The nodes to connect to. */
export interface TargetArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** Request the blocks and transactions that nodes announce. */
  readonly fetch: boolean;
  /** Start a simulated node, and connect to it, too. */
  readonly simulate: boolean;
  /** The SOCKS5 proxy through which nodes are dialled; undefined: none. */
  readonly proxy?: string | undefined;
}

/** The arguments of `rxpeer watch`. */
export interface WatchArguments extends TargetArguments, PrintOptions {
  /** Print the messages of these monitors, and connect to no node; undefined: connect to the targets. */
  readonly source?: MonitorSource | undefined;
  /** Connect again to a target whose connection has ended. */
  readonly reconnect: boolean;
  /** The port of the metrics on 127.0.0.1, 0 for any free port; undefined: they are not served. */
  readonly metricsPort?: number | undefined;
  /** Stop after this time; undefined: no limit. */
  readonly forMs?: number | undefined;
}

/** The options that choose the nodes to connect to. */
export const TARGET_OPTIONS = {
  network: { type: 'string' },
  'no-fetch': { type: 'boolean', default: false },
  simulate: { type: 'boolean', default: false },
  proxy: { type: 'string' },
} as const;

/** The options that choose what is printed. */
export const PRINT_OPTIONS = {
  only: { type: 'string' },
  sent: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  count: { type: 'string' },
  'no-color': { type: 'boolean', default: false },
} as const;

export const HELP_OPTION = { help: { type: 'boolean', short: 'h', default: false } } as const;

/** Parses the arguments of `rxpeer watch`; undefined if `--help` is among them. Throws UsageError. */
export function parseWatchArguments(argv: readonly string[], env: Environment): WatchArguments | undefined {
  const { values, positionals } = parseOptions(withDefaultNatsUrl(argv), {
    ...TARGET_OPTIONS,
    ...MONITOR_SOURCE_OPTIONS,
    ...PRINT_OPTIONS,
    ...HELP_OPTION,
    for: { type: 'string' },
    metrics: { type: 'string' },
    reconnect: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const source = parseMonitorSource(values, targetsGiven(values, positionals), env);
  const targets = parseTargets(values, positionals, source !== undefined);
  return {
    source,
    ...targets,
    ...parsePrintOptions(values, [targets.network]),
    reconnect: values.reconnect,
    metricsPort: parsePort('--metrics', values.metrics),
    forMs: parseDurationMs('--for', values.for),
  };
}

/** Those of the arguments that choose nodes to connect to. */
function targetsGiven(
  { proxy, reconnect, simulate }: { proxy?: string | undefined; reconnect: boolean; simulate: boolean },
  positionals: readonly string[],
): string[] {
  return [
    ...positionals.slice(0, 1).map((host) => JSON.stringify(host)),
    ...(simulate ? ['--simulate'] : []),
    ...(proxy === undefined ? [] : ['--proxy']),
    ...(reconnect ? ['--reconnect'] : []),
  ];
}

/** @param networks the networks whose commands `--only` may name */
export function parsePrintOptions(
  values: {
    only?: string | undefined;
    sent: boolean;
    json: boolean;
    count?: string | undefined;
    'no-color': boolean;
  },
  networks: readonly Network[],
): PrintOptions {
  return {
    only: parseCommandList(values.only, networks),
    sent: values.sent,
    json: values.json,
    count: parseCount('--count', values.count),
    noColor: values['no-color'],
  };
}

/**
 * Throws UsageError if there is no node to connect to.
 *
 * @param canBeEmpty whether no node is needed
 */
export function parseTargets(
  values: { network?: string | undefined; 'no-fetch': boolean; simulate: boolean; proxy?: string | undefined },
  positionals: readonly string[],
  canBeEmpty = false,
): TargetArguments {
  const { proxy, simulate } = values;
  checkProxy(proxy);
  if (simulate) refuseProxyOfSimulation(proxy);
  const network = parseNetwork(values.network) ?? (simulate ? bitcoin.regtest : bitcoin.mainnet);
  if (positionals.length === 0 && !simulate && !canBeEmpty) {
    throw new UsageError('missing HOST[:PORT]: name at least one node, or give --simulate');
  }
  const targets = positionals.map((text) => parseTarget(text, network, proxy));
  return { network, targets, fetch: !values['no-fetch'], simulate, proxy };
}
