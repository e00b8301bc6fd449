import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { parseCount, parseDurationMs, parseNetwork, parseOptions, parseTarget, UsageError } from './arguments.js';

/** The arguments of `rxpeer simulate`. */
export interface SimulateArguments {
  readonly network: Network;
  /** The number of nodes, visitors included. */
  readonly nodes: number;
  /** The number of nodes that dial `visit` instead of listening. */
  readonly visitors: number;
  /** The address that the visitors dial; undefined: there are none. */
  readonly visit?: { readonly host: string; readonly port: number } | undefined;
  readonly seed: number;
  /** Milliseconds between blocks; undefined: the default of the simulator. */
  readonly blockIntervalMs?: number | undefined;
  /** Milliseconds between transactions; undefined: the default of the simulator. */
  readonly transactionIntervalMs?: number | undefined;
  /** The file to which each new block and transaction is written; undefined: none. */
  readonly truth?: string | undefined;
  /** Replace an existing file. */
  readonly overwrite: boolean;
  readonly json: boolean;
}

const MAX_SIMULATED = 1000;
const MAX_SEED = 0xffff_ffff;

/** Parses the arguments of `rxpeer simulate`; undefined if `--help` is among them. Throws UsageError. */
export function parseSimulateArguments(argv: readonly string[]): SimulateArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    nodes: { type: 'string', default: '8' },
    seed: { type: 'string', default: '1' },
    network: { type: 'string' },
    visitors: { type: 'string' },
    visit: { type: 'string' },
    'block-interval': { type: 'string' },
    'transaction-interval': { type: 'string' },
    truth: { type: 'string' },
    overwrite: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UsageError(`unexpected argument ${JSON.stringify(positionals[0])}: simulate takes options only`);
  }
  const network = parseNetwork(values.network) ?? bitcoin.regtest;
  const nodes = parseCount('--nodes', values.nodes, MAX_SIMULATED)!;
  const { overwrite, truth, visit } = values;
  const visitors = parseCount('--visitors', values.visitors, nodes - 1) ?? 0;
  if (visitors > 0 && visit === undefined) {
    throw new UsageError('--visitors: name the address that they dial with --visit HOST:PORT');
  }
  if (visit !== undefined && visitors === 0)
    throw new UsageError('--visit: give the number of nodes with --visitors N');
  if (truth === '') throw new UsageError('--truth: expected the name of a file, got ""');
  if (overwrite && truth === undefined) throw new UsageError('--overwrite: give the file to replace with --truth FILE');
  return {
    ...{ network, nodes, visitors, truth, overwrite, seed: parseSeed(values.seed), json: values.json },
    visit: visit === undefined ? undefined : parseTarget(visit, network, undefined),
    blockIntervalMs: parseDurationMs('--block-interval', values['block-interval']),
    transactionIntervalMs: parseDurationMs('--transaction-interval', values['transaction-interval']),
  };
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (/^\d{1,10}$/.test(text) && seed <= MAX_SEED) return seed;
  throw new UsageError(`--seed: expected a whole number from 0 to ${MAX_SEED}, got ${JSON.stringify(text)}`);
}
