import type { CaptureRecord } from '../capture/captureRecord.js';
import { OutputFile } from '../capture/files/outputFile.js';
import { PcapEncoder } from '../capture/formats/pcap/pcapEncoder.js';
import type { Network } from '../networks/network.js';
import { BatchedOutput } from './batchedOutput.js';
import type { Io } from './io.js';

/** Options of PcapOutput. */
export interface PcapOutputOptions {
  /** The file to write; `-` is standard output. */
  readonly pcap: string;
  readonly overwrite: boolean;
  readonly network?: Network | undefined;
  /** Called with the error for data that cannot be exported. */
  readonly onFault: (error: Error) => void;
}

/** Writes records as a pcap to a file or to standard output. Creates the file with the first record, so that a wrong FILE leaves none behind. */
export class PcapOutput {
  private readonly encoder: PcapEncoder;
  private readonly output: BatchedOutput;
  private file: OutputFile | undefined;
  private isOpen = false;

  constructor(
    private readonly options: PcapOutputOptions,
    stdout: Io['stdout'],
  ) {
    this.encoder = new PcapEncoder(options);
    // Standard output is not awaited here: openCapture reads no further while it is full.
    this.output = new BatchedOutput(async (bytes) => {
      if (this.file === undefined) stdout.write(bytes);
      else await this.file.write(bytes);
    });
  }

  /** A summary of the output, for the report: `28 packets of 1 connection`. */
  get summary(): string {
    const { connectionsWritten, packetsWritten } = this.encoder;
    return `${packetsWritten} packets of ${connectionsWritten} connection${connectionsWritten === 1 ? '' : 's'}`;
  }

  /** The number of connections so far. */
  get connections(): number {
    return this.encoder.connectionsWritten;
  }

  /** Errors with CaptureError: `FILE_EXISTS`, `FILE_FAILED`, and those of PcapEncoder. */
  async write(record: CaptureRecord): Promise<void> {
    if (!this.isOpen) await this.open();
    for (const chunk of this.encoder.push(record)) await this.output.write(chunk);
  }

  /** Writes waiting bytes, and closes the file. Errors with CaptureError `FILE_FAILED`. */
  async close(): Promise<void> {
    this.encoder.end();
    try {
      await this.output.flush();
    } finally {
      await this.file?.close();
    }
  }

  private async open(): Promise<void> {
    const { pcap, overwrite } = this.options;
    if (pcap !== '-') this.file = await OutputFile.create(pcap, { overwrite });
    this.isOpen = true;
    await this.output.write(this.encoder.header());
  }
}
