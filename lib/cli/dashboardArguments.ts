import { parseOrigin } from '../dashboard/admission.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import {
  checkProxy,
  parseCount,
  parseNetwork,
  parseOptions,
  parsePort,
  parseTarget,
  refuseProxyOfSimulation,
  UsageError,
} from './arguments.js';

/** The arguments of `rxpeer dashboard`. */
export interface DashboardArguments {
  readonly network: Network;
  /** The nodes to connect to; none: the pool discovers peers. */
  readonly targets: readonly { host: string; port: number }[];
  /** The number of simulated nodes to start; undefined: none. */
  readonly simulate?: number | undefined;
  /** The SOCKS5 proxy through which nodes are dialled; undefined: none. */
  readonly proxy?: string | undefined;
  /** The port on 127.0.0.1 that accepts peers, 0 for any free port; undefined: inbound peers are not accepted. */
  readonly listenPort?: number | undefined;
  /** The port of the metrics on 127.0.0.1, 0 for any free port; undefined: they are not served. */
  readonly metricsPort?: number | undefined;
  /** The name or IP address on which the page is served. */
  readonly host: string;
  /** The port of the page; 0: the operating system chooses a free one. */
  readonly port: number;
  /** Origins besides the page's own that may use it, as `parseOrigin` returns them. */
  readonly origins: readonly string[];
}

const DEFAULT_PORT = 8444;
const DEFAULT_SIMULATED = '8';
const MAX_SIMULATED = 1000;

/** Parses the arguments of `rxpeer dashboard`; undefined if `--help` is among them. Throws UsageError. */
export function parseDashboardArguments(argv: readonly string[]): DashboardArguments | undefined {
  const { values, positionals } = parseOptions(withSimulatedCount(argv), {
    network: { type: 'string' },
    simulate: { type: 'string' },
    proxy: { type: 'string' },
    listen: { type: 'string' },
    metrics: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: String(DEFAULT_PORT) },
    origin: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  const simulate = parseCount('--simulate', values.simulate, MAX_SIMULATED);
  const { proxy } = values;
  checkProxy(proxy);
  if (simulate !== undefined) refuseProxyOfSimulation(proxy);
  const network = parseNetwork(values.network) ?? (simulate === undefined ? bitcoin.mainnet : bitcoin.regtest);
  if (values.host === '') throw new UsageError('--host: expected a name or an IP address, got ""');
  return {
    network,
    targets: positionals.map((text) => parseTarget(text, network, proxy)),
    simulate,
    proxy,
    listenPort: parsePort('--listen', values.listen),
    metricsPort: parsePort('--metrics', values.metrics),
    host: values.host,
    port: parsePort('--port', values.port)!,
    origins: values.origin.map(toOrigin),
  };
}

function toOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin !== undefined) return origin;
  throw new UsageError(
    `--origin: expected http(s)://HOST[:PORT] without a path, such as https://rx.example.org, got ${JSON.stringify(text)}`,
  );
}

/** Gives a `--simulate` without a number its default: parseArgs has no options with an optional value. */
function withSimulatedCount(argv: readonly string[]): string[] {
  return argv.flatMap((argument, i) => {
    if (argument === '--simulate' && !/^\d+$/.test(argv[i + 1] ?? '')) return [`--simulate=${DEFAULT_SIMULATED}`];
    return [argument];
  });
}
