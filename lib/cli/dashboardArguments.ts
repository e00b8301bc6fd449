import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { networkOf, numberOf, readOptions, targetOf, UsageError } from './arguments.js';

export interface DashboardArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** How many nodes of our own; undefined: none. */
  readonly simulate?: number | undefined;
  /** Where peers may connect to us, on loopback; undefined: nowhere. */
  readonly listenPort?: number | undefined;
  /** Where the page is served. */
  readonly host: string;
  readonly port: number;
}

const DEFAULT_PORT = 8444;
const DEFAULT_SIMULATED = '8';
const MAX_SIMULATED = 1000;

/** The arguments of `rxpeer dashboard`; undefined where its help is asked for. Errors with UsageError. */
export function readDashboard(argv: readonly string[]): DashboardArguments | undefined {
  const { values, positionals } = readOptions(withCount(argv), {
    network: { type: 'string' },
    simulate: { type: 'string' },
    listen: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: String(DEFAULT_PORT) },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  const simulate = numberOf('--simulate', values.simulate, /^\d{1,4}$/, MAX_SIMULATED);
  const network = networkOf(values.network) ?? (simulate === undefined ? bitcoin.mainnet : bitcoin.regtest);
  if (values.host === '') throw new UsageError('--host: name or address expected');
  return {
    network,
    targets: positionals.map((text) => targetOf(text, network)),
    simulate,
    listenPort: numberOf('--listen', values.listen, /^\d{1,5}$/, 65_535),
    host: values.host,
    // 0 is a port, too: a free one.
    port: values.port === '0' ? 0 : numberOf('--port', values.port, /^\d{1,5}$/, 65_535)!,
  };
}

/** `--simulate` may stand alone, which parseArgs does not know. */
function withCount(argv: readonly string[]): string[] {
  return argv.flatMap((argument, i) => {
    if (argument === '--simulate' && !/^\d+$/.test(argv[i + 1] ?? '')) return [`--simulate=${DEFAULT_SIMULATED}`];
    return [argument];
  });
}
