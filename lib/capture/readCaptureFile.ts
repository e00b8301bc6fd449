import { basename, join } from 'node:path';
import { lastRecordsOf, recordsOf, type CaptureDecoder } from './captureDecoder.js';
import { CaptureError, type CaptureErrorCode } from './captureError.js';
import { captureFormatOf } from './captureFormat.js';
import type { BytesRecord, CaptureRecord } from './captureRecord.js';
import { ChunkReader, type CaptureProgress } from './chunksFile.js';
import { CORE_FILES, readCoreFiles } from './coreFile.js';
import { FrameTableDecoder } from './frameTable.js';
import { packetDecoderFor, type CreatePacketDecoder } from './pcap/packetDecoderFor.js';
import { PcapScan, PcapSessionDecoder, type PcapOptions } from './pcap/pcapSession.js';
import { RAW_SESSION_FILES, readRawSession } from './rawSessionFile.js';
import { RxcapDecoder } from './rxcapDecoder.js';

export interface ReadCaptureFileOptions extends PcapOptions {
  /** The remote's host and port, where the file does not tell: Bitcoin Core's. Default: empty. */
  address?: string | undefined;
  /**
   * Told of a rest that is cut or damaged (`TRUNCATED`, `MALFORMED`, `BYTES_LOST`, `BYTES_CUT`); the iteration then ends as if
   * the file did. Default: it errors.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
  onProgress?: ((progress: CaptureProgress) => void) | undefined;
}

/**
 * Reads a recording, whatever its format: `.rxcap`, pcap and pcapng, tables of frames (`.tsv`), Bitcoin Core's `-capturemessages`
 * files; given a folder, the pair of those, or a raw session (`dialer.bin`, `listener.bin`, `chunks.tsv`, `session.json`).
 *
 *     for await (const record of readCaptureFile('peers.rxcap')) …
 *
 * The content tells the format, not the name; only whether one of Core's files alone is the one of sent messages is told by
 * `sent` in its name. `network` is needed for Core's, which do not tell it, and for what is encrypted; `port`, `connection` and
 * `view` are for pcap. Each iteration reads anew, a chunk of 64 KiB at a time, and closes what it opened when it ends, early
 * too.
 *
 * Errors with CaptureError: `FILE_FAILED`, `UNKNOWN_FORMAT`, `UNSUPPORTED`, `NETWORK_UNKNOWN`, `NO_SESSION`, `AMBIGUOUS`;
 * behind all that could be read, where `onFault` does not take it, with what is wrong with the rest.
 */
export function readCaptureFile(path: string, options: ReadCaptureFileOptions = {}): AsyncIterable<CaptureRecord> {
  return {
    [Symbol.asyncIterator]: () => tolerant(recordsAt(path, new ChunkReader(options.onProgress), options), options),
  };
}

type Records = AsyncGenerator<CaptureRecord, void>;

async function* recordsAt(path: string, reader: ChunkReader, options: ReadCaptureFileOptions): Records {
  const names = await reader.namesIn(path);
  if (names === undefined) yield* recordsOfFile(path, reader, options);
  else if (RAW_SESSION_FILES.every((name) => names.includes(name)))
    yield* readRawSession(path, reader, options.network);
  else {
    const files = Object.entries(CORE_FILES).flatMap(([direction, name]) =>
      names.includes(name) ? [[direction as BytesRecord['direction'], join(path, name)] as const] : [],
    );
    if (files.length === 0) throw new CaptureError('UNKNOWN_FORMAT', `no recording is in the folder ${path}`);
    for (const [, file] of files) await reader.add(file);
    yield* readCoreFiles(new Map(files), reader, options, (error) => tell(error, options));
  }
}

async function* recordsOfFile(path: string, reader: ChunkReader, options: ReadCaptureFileOptions): Records {
  const start = await reader.start(path);
  await reader.add(path);
  switch (captureFormatOf(start)) {
    case 'rxcap':
      return yield* recordsOfDecoder(new RxcapDecoder(), path, reader);
    case 'table':
      return yield* recordsOfDecoder(new FrameTableDecoder(options.network), path, reader);
    case 'packets':
      return yield* recordsOfPackets(packetDecoderFor(start)!, path, reader, options);
    case 'core': {
      const direction = basename(path).includes('sent') ? 'sent' : 'received';
      return yield* readCoreFiles(new Map([[direction, path]]), reader, options, (error) => tell(error, options));
    }
    case undefined:
      throw new CaptureError('UNKNOWN_FORMAT', `${path} begins as no recording does`, 0);
  }
}

async function* recordsOfPackets(
  create: CreatePacketDecoder,
  path: string,
  reader: ChunkReader,
  options: ReadCaptureFileOptions,
): Records {
  // Read twice, it counts twice.
  await reader.add(path);
  const scan = new PcapScan(create, options);
  for await (const chunk of reader.chunks(path)) scan.push(chunk);
  yield* recordsOfDecoder(new PcapSessionDecoder(create, scan.choose(), options), path, reader);
}

async function* recordsOfDecoder(decoder: CaptureDecoder, path: string, reader: ChunkReader): Records {
  for await (const chunk of reader.chunks(path)) yield* recordsOf(decoder, chunk);
  yield* lastRecordsOf(decoder);
}

async function* tolerant(records: Records, options: ReadCaptureFileOptions): Records {
  try {
    yield* records;
  } catch (error) {
    tell(error, options);
  }
}

/** Hands a fault of the rest to `onFault`; throws any other, and where there is no `onFault`. */
function tell(error: unknown, { onFault }: ReadCaptureFileOptions): void {
  if (onFault === undefined || !(error instanceof CaptureError) || !FAULTS_OF_THE_REST.has(error.code)) throw error;
  onFault(error);
}

const FAULTS_OF_THE_REST: ReadonlySet<CaptureErrorCode> = new Set([
  ...(['TRUNCATED', 'MALFORMED', 'BYTES_LOST', 'BYTES_CUT'] as const),
]);
