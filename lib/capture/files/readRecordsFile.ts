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

/** Yields the records of a recording in the order of the file. */
export type RecordGenerator = AsyncGenerator<CaptureRecord, void>;

export interface ReadRecordsOptions extends FromPcapOptions {
  /** The remote's host and port, for the files of Bitcoin Core. */
  address?: string | undefined;
}

/**
 * Reads the recording at a path. Recognises the format by the content of a file, or by the names in a folder, and chooses the decoder.
 *
 * @param onFileFault called with the error that ends one of the two files of Bitcoin Core; rethrows it, or returns to read the other file on
 */
export async function* readRecords(
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
  onFileFault: (error: unknown) => void,
): RecordGenerator {
  const names = await reader.listFolder(path);
  if (names === undefined) {
    yield* readSingleFile(path, reader, options, onFileFault);
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

async function* readSingleFile(
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
  onFileFault: (error: unknown) => void,
): RecordGenerator {
  const start = await reader.readStart(path);
  await reader.addToTotal(path);
  switch (captureFormatOf(start)) {
    case 'rxcap':
      return yield* readWithDecoder(new RxcapDecoder(), path, reader);
    case 'table':
      return yield* readWithDecoder(new FrameTableDecoder(options.network), path, reader);
    case 'packets':
      return yield* readPackets(packetDecoderFor(start)!, path, reader, options);
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

async function* readPackets(
  create: CreatePacketDecoder,
  path: string,
  reader: ChunkReader,
  options: ReadRecordsOptions,
): RecordGenerator {
  // Packets are read in two passes, so the size counts twice.
  await reader.addToTotal(path);
  const scan = new PcapScan(create, options);
  try {
    for await (const chunk of reader.chunks(path, { keepForNextPass: true })) scan.push(chunk);
  } catch (error) {
    if (!(error instanceof CaptureError) || !isDamagedContent(error)) throw error;
    scan.setFault(error);
  }
  yield* readWithDecoder(new PcapSessionDecoder(create, scan.choose(), options), path, reader);
}

async function* readWithDecoder(decoder: CaptureDecoder, path: string, reader: ChunkReader): RecordGenerator {
  for await (const chunk of reader.chunks(path)) yield* decodeChunk(decoder, chunk);
  yield* decodeEnd(decoder);
}

/** True for damaged compressed data. The first pass ignores it, because the second pass reports it after the records before it. */
function isDamagedContent({ code }: CaptureError): boolean {
  return code === 'TRUNCATED' || code === 'MALFORMED';
}
