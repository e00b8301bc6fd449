import { MAX_COPIES } from '../broadcast/broadcastOptions.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import {
  checkProxy,
  parseCount,
  parseDurationMs,
  parseNetwork,
  parseOptions,
  parseTarget,
  UsageError,
} from './arguments.js';
import { formatHostPort } from '../base/hostPort.js';

/** The arguments of `rxpeer broadcast`. */
export interface BroadcastArguments {
  readonly network: Network;
  /** The hex digits of a transaction, or the path of a file that contains one; `-` is standard input. */
  readonly transaction: string;
  /** `host:port` of the nodes; the names of DNS seeds if none is given. */
  readonly addresses: readonly string[];
  /** True if `addresses` are DNS seeds: which of them are dialled first is then chosen at random. */
  readonly areSeeds: boolean;
  /** The nodes whose announcement is the echo. None: the program waits for no echo. */
  readonly echo: readonly { host: string; port: number }[];
  readonly proxy?: string | undefined;
  readonly copies?: number | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Parses the arguments of `rxpeer broadcast`; undefined if `--help` is among them. Throws UsageError. */
export function parseBroadcastArguments(argv: readonly string[]): BroadcastArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    network: { type: 'string' },
    proxy: { type: 'string' },
    copies: { type: 'string' },
    timeout: { type: 'string' },
    echo: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  checkProxy(values.proxy);
  const network = parseNetwork(values.network) ?? bitcoin.mainnet;
  const [transaction, ...hosts] = positionals;
  if (transaction === undefined) {
    throw new UsageError('missing transaction: give its hex digits, a FILE that contains it, or - for standard input');
  }
  if (hosts.length === 0 && network.dnsSeeds.length === 0) {
    throw new UsageError(`missing HOST[:PORT]: ${network.name} has no DNS seeds, so name at least one node`);
  }
  const targets = hosts.map((text) => parseTarget(text, network, values.proxy));
  const addresses = new Set(targets.map(({ host, port }) => formatHostPort(host, port)));
  const copies = parseCount('--copies', values.copies, MAX_COPIES);
  const available = hosts.length === 0 ? network.dnsSeeds.length : addresses.size;
  if (copies !== undefined && copies > available) {
    const what = hosts.length === 0 ? 'DNS seeds' : 'different nodes';
    throw new UsageError(`--copies: each copy goes to another node, but there are ${available} ${what}, got ${copies}`);
  }
  return {
    network,
    transaction,
    addresses: hosts.length === 0 ? network.dnsSeeds : [...addresses],
    areSeeds: hosts.length === 0,
    echo: values.echo.map((text) => parseTarget(text, network, values.proxy)),
    proxy: values.proxy,
    copies,
    timeoutMs: parseDurationMs('--timeout', values.timeout),
  };
}
