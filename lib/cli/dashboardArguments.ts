import { parseOrigin } from '../dashboard/admission.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { networkOf, numberOf, portOf, readOptions, targetOf, UsageError } from './arguments.js';

export interface DashboardArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** The number of simulated nodes to start; undefined: none. */
  readonly simulate?: number | undefined;
  /** The port on loopback that accepts peers, 0 for a free one; undefined: none. */
  readonly listenPort?: number | undefined;
  /** The name or address that the page is served on. */
  readonly host: string;
  /** 0: a free port, chosen by the operating system. */
  readonly port: number;
  /** Origins besides the page's own that may use it, as `parseOrigin` returns them. */
  readonly origins: readonly string[];
}

const DEFAULT_PORT = 8444;
const DEFAULT_SIMULATED = '8';
const MAX_SIMULATED = 1000;

/** The arguments of `rxpeer dashboard`; undefined if its help is asked for. Errors with UsageError. */
export function readDashboard(argv: readonly string[]): DashboardArguments | undefined {
  const { values, positionals } = readOptions(withCount(argv), {
    network: { type: 'string' },
    simulate: { type: 'string' },
    listen: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: String(DEFAULT_PORT) },
    origin: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  const simulate = numberOf('--simulate', values.simulate, /^\d{1,4}$/, MAX_SIMULATED);
  const network = networkOf(values.network) ?? (simulate === undefined ? bitcoin.mainnet : bitcoin.regtest);
  if (values.host === '') throw new UsageError('--host: name or IP address expected, got ""');
  return {
    network,
    targets: positionals.map((text) => targetOf(text, network)),
    simulate,
    listenPort: portOf('--listen', values.listen),
    host: values.host,
    port: portOf('--port', values.port)!,
    origins: values.origin.map(originOf),
  };
}

function originOf(text: string): string {
  const origin = parseOrigin(text);
  if (origin !== undefined) return origin;
  throw new UsageError(`--origin: http(s)://HOST[:PORT] without a path expected, got ${JSON.stringify(text)}`);
}

/** Gives a `--simulate` without a number its default: parseArgs has no optional values. */
function withCount(argv: readonly string[]): string[] {
  return argv.flatMap((argument, i) => {
    if (argument === '--simulate' && !/^\d+$/.test(argv[i + 1] ?? '')) return [`--simulate=${DEFAULT_SIMULATED}`];
    return [argument];
  });
}
