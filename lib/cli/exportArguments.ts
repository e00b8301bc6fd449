import { ARCHIVE_TABLE_NAMES, type ArchiveTable } from '../export/parquet/archiveTables.js';
import { bitcoin } from '../networks/bitcoin.js';
import type { Network } from '../networks/network.js';
import { parseDurationMs, parseNetwork, parseOptions, suggestionOrList, UsageError } from './arguments.js';
import type { Environment } from './colours.js';
import { parseMonitorSource, type MonitorSource } from './monitorSource.js';
import { NATS_OPTIONS, withDefaultNatsUrl, type NatsValues } from './natsArguments.js';
import { CAPTURE_OPTIONS, parseCaptureArguments, type CaptureArguments } from './captureArguments.js';

/** The arguments of `rxpeer export`. */
export type ExportArguments = PcapArguments | ParquetArguments | MonitorsParquetArguments;

/** The arguments of `rxpeer export --pcap`. */
export interface PcapArguments extends CaptureArguments {
  readonly source?: undefined;
  /** The pcap file to write; `-` is standard output. */
  readonly pcap: string;
  /** Replace the existing file. */
  readonly overwrite: boolean;
}

/** The arguments of `rxpeer export FILE --parquet`. */
export interface ParquetArguments extends CaptureArguments, ParquetOutput {
  readonly pcap?: undefined;
  readonly source?: undefined;
}

/** The arguments of `rxpeer export --nats URL --parquet`. */
export interface MonitorsParquetArguments extends ParquetOutput {
  readonly pcap?: undefined;
  readonly source: MonitorSource;
  readonly network: Network;
  /** Stop after this time; undefined: no limit. */
  readonly forMs?: number | undefined;
}

/** The output of `--parquet`. */
export interface ParquetOutput {
  /** The folder to write; with `table` the file. */
  readonly parquet: string;
  /** The only table to write. */
  readonly table: ArchiveTable | undefined;
  /** Store payloads. */
  readonly payloads: boolean;
  /** The name of the monitor. */
  readonly monitor: string | undefined;
  /** Replace existing files. */
  readonly overwrite: boolean;
}

/** Parses the arguments of `rxpeer export`; undefined if `--help` is among them. Throws UsageError. */
export function parseExportArguments(argv: readonly string[], env: Environment): ExportArguments | undefined {
  const { values, positionals } = parseOptions(withDefaultNatsUrl(argv), {
    ...CAPTURE_OPTIONS,
    ...NATS_OPTIONS,
    since: { type: 'string' },
    for: { type: 'string' },
    pcap: { type: 'string' },
    parquet: { type: 'string' },
    table: { type: 'string' },
    payloads: { type: 'boolean' },
    monitor: { type: 'string' },
    overwrite: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  if (values.nats !== undefined) return parseMonitorsExport(values, positionals, env);
  const nats = ([...Object.keys(NATS_OPTIONS), 'since', 'for'] as (keyof typeof values)[]).find(
    (name) => values[name] !== undefined,
  );
  if (nats !== undefined) throw new UsageError(`--${nats}: expected --nats URL, too`);
  const capture = parseCaptureArguments(values, positionals);
  const { monitor, overwrite, parquet, payloads = false, pcap, table } = values;
  if (pcap !== undefined && parquet !== undefined) {
    throw new UsageError('--pcap and --parquet exclude each other: give only one');
  }
  if (parquet !== undefined && parquet !== '') {
    requireParquetPath(parquet);
    if (monitor === '') throw new UsageError('--monitor: expected a name, got an empty text');
    return { ...capture, parquet, table: parseTable(table), payloads, monitor, overwrite };
  }
  const only = Object.entries({ table, payloads: values.payloads, monitor }).find(([, value]) => value !== undefined);
  if (only !== undefined) throw new UsageError(`--${only[0]} needs --parquet OUT`);
  if (pcap === undefined || pcap === '') {
    throw new UsageError('missing --pcap OUT or --parquet OUT: name what to write; --pcap - is standard output');
  }
  return { ...capture, pcap, overwrite };
}

/** `--nats`: the monitors are the source instead of a file, and `--monitor` chooses them. */
function parseMonitorsExport(
  values: NatsValues & {
    readonly monitor?: string | undefined;
    readonly since?: string | undefined;
    readonly for?: string | undefined;
    readonly network?: string | undefined;
    readonly peer?: string | undefined;
    readonly parquet?: string | undefined;
    readonly pcap?: string | undefined;
    readonly table?: string | undefined;
    readonly payloads?: boolean | undefined;
    readonly overwrite: boolean;
  },
  positionals: readonly string[],
  env: Environment,
): MonitorsParquetArguments {
  const { network, overwrite, parquet, payloads = false, peer, pcap, table } = values;
  if (pcap !== undefined)
    throw new UsageError('--pcap and --nats exclude each other: monitors publish messages, not bytes');
  if (parquet === undefined || parquet === '') throw new UsageError('missing --parquet OUT: name the folder to write');
  requireParquetPath(parquet);
  const [file] = positionals;
  const excluded = [...(file === undefined ? [] : [JSON.stringify(file)]), ...(peer === undefined ? [] : ['--peer'])];
  return {
    source: parseMonitorSource(values, excluded, env)!,
    network: parseNetwork(network) ?? bitcoin.mainnet,
    forMs: parseDurationMs('--for', values.for),
    parquet,
    table: parseTable(table),
    payloads,
    monitor: undefined,
    overwrite,
  };
}

function requireParquetPath(parquet: string): void {
  if (parquet !== '-') return;
  throw new UsageError('--parquet cannot write to standard output: name a folder, or a file with --table');
}

function parseTable(name: string | undefined): ArchiveTable | undefined {
  if (name === undefined) return undefined;
  const table = ARCHIVE_TABLE_NAMES.find((known) => known === name);
  if (table !== undefined) return table;
  const hint = suggestionOrList(name, ARCHIVE_TABLE_NAMES, 'tables');
  throw new UsageError(`--table: unknown table ${JSON.stringify(name)}${hint}`);
}
