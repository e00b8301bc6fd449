import { basename, join } from 'node:path';
import { decodeEnd, decodeChunk, type CaptureDecoder } from '../captureDecoder.js';
import { CaptureError } from '../captureError.js';
import { captureFormatOf } from '../captureFormat.js';
import type { CaptureRecord } from '../captureRecord.js';
import type { ChunkReader } from './chunkReaderFile.js';
import { CORE_FILES, readCoreFiles } from '../formats/core/coreReaderFile.js';
import { FrameTableDecoder } from '../formats/table/frameTable.js';
import { packetDecoderFor, type CreatePacketDecoder } from '../formats/pcap/packetDecoderFor.js';
import { PcapScan, PcapSessionDecoder, type FromPcapOptions } from '../formats/pcap/pcapSession.js';
import { RAW_SESSION_FILES, readRawSession } from '../formats/raw/rawSessionFile.js';
import { RxcapDecoder } from '../formats/rxcap/rxcapDecoder.js';

export type RecordGenerator = AsyncGenerator<CaptureRecord, void>;

export interface ReadRecordsOptions extends FromPcapOptions {
  address?: string | undefined;
}

/**
 * The records of the recording at a path, whatever its format.
 *
 * @param onFileFault called with what is wrong with the rest of one of Core's files; throws it, or lets the reading of the other go on
 */
export async function* readRecords(
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
  onFileFault: (error: unknown) => void,
): RecordGenerator {
  const names = await reader.listFolder(path);
  if (names === undefined) {
    yield* recordsOfFile(path, reader, options, onFileFault);
    return;
  }
  if (RAW_SESSION_FILES.every((name) => names.includes(name))) {
    yield* readRawSession(path, reader, options.network);
    return;
  }
  const files = (['received', 'sent'] as const).flatMap((direction) => {
    const name = CORE_FILES[direction];
    const found = [name, `${name}.gz`].find((each) => names.includes(each));
    return found === undefined ? [] : [[direction, join(path, found)] as const];
  });
  if (files.length === 0) {
    const wanted = [...Object.values(CORE_FILES), ...RAW_SESSION_FILES].join(', ');
    throw new CaptureError('UNKNOWN_FORMAT', `the folder ${path} holds no recording: none of ${wanted} is in it`);
  }
  for (const [, file] of files) await reader.addToTotal(file);
  yield* readCoreFiles(new Map(files), reader, options, onFileFault);
}

async function* recordsOfFile(
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
  onFileFault: (error: unknown) => void,
): RecordGenerator {
  const start = await reader.readStart(path);
  await reader.addToTotal(path);
  switch (captureFormatOf(start)) {
    case 'rxcap':
      return yield* recordsOfDecoder(new RxcapDecoder(), path, reader);
    case 'table':
      return yield* recordsOfDecoder(new FrameTableDecoder(options.network), path, reader);
    case 'packets':
      return yield* recordsOfPackets(packetDecoderFor(start)!, path, reader, options);
    case 'core': {
      const direction = basename(path).includes('sent') ? 'sent' : 'received';
      return yield* readCoreFiles(new Map([[direction, path]]), reader, options, onFileFault);
    }
    case undefined:
      throw new CaptureError(
        'UNKNOWN_FORMAT',
        `${path} is not a recording: it begins neither as .rxcap, pcap, pcapng, a table of frames nor as Bitcoin Core's files do`,
        0,
      );
  }
}

async function* recordsOfPackets(
  create: CreatePacketDecoder,
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
): RecordGenerator {
  // It is read twice and counts twice.
  await reader.addToTotal(path);
  const scan = new PcapScan(create, options);
  try {
    for await (const chunk of reader.chunks(path, { isKept: true })) scan.push(chunk);
  } catch (error) {
    if (!(error instanceof CaptureError) || !isOfContent(error)) throw error;
    scan.setFault(error);
  }
  yield* recordsOfDecoder(new PcapSessionDecoder(create, scan.choose(), options), path, reader);
}

async function* recordsOfDecoder(decoder: CaptureDecoder, path: string, reader: ChunkReader): RecordGenerator {
  for await (const chunk of reader.chunks(path)) yield* decodeChunk(decoder, chunk);
  yield* decodeEnd(decoder);
}

/** True for what is wrong with compressed data; the second reading meets it again. */
function isOfContent({ code }: CaptureError): boolean {
  return code === 'TRUNCATED' || code === 'MALFORMED';
}
