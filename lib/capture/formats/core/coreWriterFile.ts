import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureFrameDecoderOptions } from '../../captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { CaptureWriter } from '../../captureWriter.js';
import { toCaptureError } from '../../files/chunkReaderFile.js';
import { CoreEncoder, type CoreFileRecord } from './coreEncoder.js';
import { CORE_FILES } from './coreReaderFile.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import { OutputFile } from '../../files/outputFile.js';

/** Of a new folder: others may not look into it. */
const FOLDER_MODE = 0o700;

/** Writes a folder with the pair of files that a Bitcoin node with `-capturemessages` has for a remote. */
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
    const pieces: CoreFileRecord[] = [];
    let count = 0;
    try {
      for (const record of records) {
        pieces.push(...this.encoder.push(record));
        count += 1;
      }
    } finally {
      for (const direction of this.files.keys()) await this.append(direction, pieces);
      this.written.records += count;
    }
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) await file.close();
    this.encoder.end();
  }

  private async append(direction: BytesRecord['direction'], pieces: readonly CoreFileRecord[]): Promise<void> {
    const bytes = joinBytes(pieces.filter((piece) => piece.direction === direction).map((piece) => piece.bytes));
    await this.files.get(direction)!.write(bytes);
    this.written.bytes += bytes.length;
  }
}
