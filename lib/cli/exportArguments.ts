import { parseOptions, UsageError } from './arguments.js';
import { CAPTURE_OPTIONS, parseCaptureArguments, type CaptureArguments } from './captureArguments.js';

/** The arguments of `rxpeer export`. */
export interface ExportArguments extends CaptureArguments {
  /** The pcap file to write; `-` is standard output. */
  readonly pcap: string;
  /** Replace the existing file. */
  readonly overwrite: boolean;
}

/** Parses the arguments of `rxpeer export`; undefined if `--help` is among them. Throws UsageError. */
export function parseExportArguments(argv: readonly string[]): ExportArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    ...CAPTURE_OPTIONS,
    pcap: { type: 'string' },
    overwrite: { type: 'boolean', default: false },
  });
  if (values.help) return undefined;
  const capture = parseCaptureArguments(values, positionals);
  const { pcap, overwrite } = values;
  if (pcap === undefined || pcap === '') {
    throw new UsageError('missing --pcap OUT: name the file to write, or - for standard output');
  }
  return { ...capture, pcap, overwrite };
}
