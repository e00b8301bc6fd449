import { ARCHIVE_TABLE_NAMES, type ArchiveTable } from '../export/parquet/archiveTables.js';
import { parseOptions, suggestionOrList, UsageError } from './arguments.js';
import { CAPTURE_OPTIONS, parseCaptureArguments, type CaptureArguments } from './captureArguments.js';

/** The arguments of `rxpeer export`. */
export type ExportArguments = PcapArguments | ParquetArguments;

/** The arguments of `rxpeer export --pcap`. */
export interface PcapArguments extends CaptureArguments {
  /** The pcap file to write; `-` is standard output. */
  readonly pcap: string;
  /** Replace the existing file. */
  readonly overwrite: boolean;
}

/** The arguments of `rxpeer export --parquet`. */
export interface ParquetArguments extends CaptureArguments {
  readonly pcap?: undefined;
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
export function parseExportArguments(argv: readonly string[]): ExportArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    ...CAPTURE_OPTIONS,
    pcap: { type: 'string' },
    parquet: { type: 'string' },
    table: { type: 'string' },
    payloads: { type: 'boolean' },
    monitor: { type: 'string' },
    overwrite: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const capture = parseCaptureArguments(values, positionals);
  const { monitor, overwrite, parquet, payloads = false, pcap, table } = values;
  if (pcap !== undefined && parquet !== undefined) {
    throw new UsageError('--pcap and --parquet exclude each other: give only one');
  }
  if (parquet !== undefined && parquet !== '') {
    if (parquet === '-')
      throw new UsageError('--parquet cannot write to standard output: name a folder, or a file with --table');
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

function parseTable(name: string | undefined): ArchiveTable | undefined {
  if (name === undefined) return undefined;
  const table = ARCHIVE_TABLE_NAMES.find((known) => known === name);
  if (table !== undefined) return table;
  const hint = suggestionOrList(name, ARCHIVE_TABLE_NAMES, 'tables');
  throw new UsageError(`--table: unknown table ${JSON.stringify(name)}${hint}`);
}
