import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { CaptureWriter } from '../../captureWriter.js';
import { toCaptureError } from '../../files/fileError.js';
import { CoreEncoder, type CoreFileRecord } from './coreEncoder.js';
import { CORE_FILES } from './coreReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { OutputFile } from '../../files/outputFile.js';

/** Other users of the machine may not list a new folder. */
const FOLDER_MODE = 0o700;

/** Writes a folder with the two files that a Bitcoin node with `-capturemessages` writes for a remote. */
export class CoreWriter implements CaptureWriter {
  readonly written = { records: 0, bytes: 0, discardedBytes: 0 };
  private readonly encoder: CoreEncoder;
  private readonly files = new Map<BytesRecord['direction'], OutputFile>();

  constructor(
    private readonly folder: string,
    private readonly options: CaptureFrameDecoderOptions & { overwrite: boolean },
  ) {
    this.encoder = new CoreEncoder(options);
  }

  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE }).catch((error: unknown) => {
      throw toCaptureError(error);
    });
    for (const direction of ['received', 'sent'] as const) {
      const path = join(this.folder, CORE_FILES[direction]);
      this.files.set(direction, await OutputFile.create(path, this.options));
    }
  }

  async write(records: readonly CaptureRecord[]): Promise<void> {
    const encoded: CoreFileRecord[] = [];
    let count = 0;
    try {
      for (const record of records) {
        encoded.push(...this.encoder.push(record));
        count += 1;
      }
    } finally {
      for (const direction of this.files.keys()) await this.append(direction, encoded);
      this.written.records += count;
    }
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
    this.encoder.end();
  }

  private async append(direction: BytesRecord['direction'], encoded: readonly CoreFileRecord[]): Promise<void> {
    const bytes = joinBytes(encoded.filter((each) => each.direction === direction).map((each) => each.bytes));
    await this.files.get(direction)!.write(bytes);
    this.written.bytes += bytes.length;
  }
}
