import { parseArgs } from 'node:util';
import { parseHostPort } from '../hostPort.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { HELP, WATCH_HELP } from './help.js';
import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';

/** What the program was asked to do. */
export type CommandLine =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'version' }
  | ({ readonly kind: 'watch' } & WatchArguments);

export interface WatchArguments {
  readonly network: Network;
  readonly targets: readonly { host: string; port: number }[];
  /** The commands that are printed; undefined: all. */
  readonly only?: ReadonlySet<string> | undefined;
  readonly sent: boolean;
  readonly json: boolean;
  readonly fetch: boolean;
  readonly simulate: boolean;
  readonly count?: number | undefined;
  readonly forMs?: number | undefined;
}

/** The program was called the wrong way. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the arguments behind the program's name. Errors with UsageError. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const [command, ...rest] = argv;
  switch (command) {
    case undefined:
      throw new UsageError('a command is missing');
    case '--help':
    case '-h':
    case 'help':
      return { kind: 'text', text: rest[0] === 'watch' ? WATCH_HELP : HELP };
    case '--version':
      return { kind: 'version' };
    case 'watch':
      return readWatch(rest);
    default:
      throw new UsageError(`unknown command ${JSON.stringify(command)}: known is watch`);
  }
}

function readWatch(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv);
  if (values.help) return { kind: 'text', text: WATCH_HELP };
  const network = networkOf(values.network) ?? (values.simulate ? bitcoin.regtest : bitcoin.mainnet);
  if (positionals.length === 0 && !values.simulate) throw new UsageError('a HOST[:PORT] is missing (or --simulate)');
  return {
    kind: 'watch',
    network,
    targets: positionals.map((text) => targetOf(text, network)),
    only: onlyOf(values.only, network),
    sent: values.sent,
    json: values.json,
    fetch: !values['no-fetch'],
    simulate: values.simulate,
    count: numberOf('--count', values.count, /^\d{1,15}$/, Number.MAX_SAFE_INTEGER),
    forMs: millisecondsOf(numberOf('--for', values.for, /^\d{1,7}(\.\d+)?$/, MAX_FOR_SECONDS)),
  };
}

/** setTimeout's longest delay. */
const MAX_FOR_SECONDS = 2_147_483;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        network: { type: 'string' },
        only: { type: 'string' },
        sent: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        'no-fetch': { type: 'boolean', default: false },
        simulate: { type: 'boolean', default: false },
        count: { type: 'string' },
        for: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function networkOf(name: string | undefined): Network | undefined {
  if (name === undefined) return undefined;
  const network = KNOWN_NETWORKS.get(name);
  if (network !== undefined) return network;
  throw new UsageError(`unknown network ${JSON.stringify(name)}: known are ${[...KNOWN_NETWORKS.keys()].join(', ')}`);
}

function targetOf(text: string, network: Network): { host: string; port: number } {
  const target = parseHostPort(text, network.defaultPort);
  if (target !== undefined) return target;
  throw new UsageError(
    `no HOST[:PORT]: ${JSON.stringify(text)}; a port is 1 to 65535, an IPv6 host stands in brackets`,
  );
}

function onlyOf(list: string | undefined, network: Network): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined;
  const known = [...network.messages.keys(), 'unknown'];
  const wanted = list.split(',').map((command) => command.trim());
  const stranger = wanted.find((command) => !known.includes(command));
  if (stranger === undefined) return new Set(wanted);
  throw new UsageError(`unknown command in --only: ${JSON.stringify(stranger)}; known are ${known.join(', ')}`);
}

function numberOf(option: string, text: string | undefined, form: RegExp, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (form.test(text) && value > 0 && value <= max) return value;
  throw new UsageError(`${option}: number above 0, at most ${max} expected, got ${JSON.stringify(text)}`);
}

function millisecondsOf(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.ceil(seconds * 1000);
}
