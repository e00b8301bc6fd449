import { Observable, type Subscriber } from 'rxjs';
import { CaptureError, type CaptureErrorCode } from '../captureError.js';
import type { CaptureRecord } from '../captureRecord.js';
import { ChunkReader, type CaptureProgress } from './chunkReaderFile.js';
import type { FromPcapOptions } from '../formats/pcap/pcapSession.js';
import { readRecords, type RecordGenerator } from './readRecordsFile.js';

export interface ReadCaptureFileOptions extends FromPcapOptions {
  /** The remote's host and port, for the files of Bitcoin Core, which do not hold it. Default: empty. */
  address?: string | undefined;
  /**
   * Called with what is wrong with the rest of a recording (`TRUNCATED`, `MALFORMED`, `BYTES_LOST`, `BYTES_CUT`); the reading then ends
   * as if the file did. Also called with `START_LOST` if a pcap begins within the connection; then reading goes on. Default: the former are
   * errors, the latter is not reported.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
  /** Called after each chunk of 64 KiB. Default: no callback. */
  onProgress?: ((progress: CaptureProgress) => void) | undefined;
}

/**
 * The records of a recording: an Observable, for operators, and an AsyncIterable, for `replay` and `for await`, which ask for a record
 * only when they can use it. Each subscription and each iteration reads anew; ending one early closes what it opened.
 */
export interface CaptureFile extends Observable<CaptureRecord>, AsyncIterable<CaptureRecord> {}

/**
 * Reads a recording, whatever its format: `.rxcap`, pcap and pcapng, tables of frames (`.tsv`), Bitcoin Core's `-capturemessages` files,
 * each of them compressed by gzip, too; given a folder, the pair of those, or a raw session (`dialer.bin`, `listener.bin`,
 * `chunks.tsv`, `session.json`).
 *
 *     readCaptureFile(path)  --o-b-b-b--c|        o opened, b bytes, c closed
 *
 * The content decides the format, not the name. Only for a single file of Core's the name matters: with `sent` in it, it holds sent messages.
 * `network` is needed for Core's files, which do not hold it, and for encrypted traffic; `port`, `connection` and `view` are for pcap.
 * The path may be a named pipe, `/dev/fd/N`, or `/dev/stdin`, which means the standard input of the process on every system; their
 * content can be read once. Packets need two readings: of a pipe at most 256 MiB of them can be read.
 *
 * Cold. An Observable cannot be paused, so a consumer that is slower than the disk should iterate instead.
 *
 * Errors with CaptureError: `FILE_FAILED`, `UNKNOWN_FORMAT`, `UNSUPPORTED`, `NETWORK_UNKNOWN`, `NO_SESSION`, `AMBIGUOUS`,
 * `LIMIT_EXCEEDED`; behind all that could be read, unless there is an `onFault`, with what is wrong with the rest. Times that no Date
 * can hold are `MALFORMED`.
 *
 * @example
 * const messages = await lastValueFrom(readCaptureFile('peer.rxcap').pipe(count()));
 * @example
 * for await (const record of readCaptureFile('peer.rxcap')) console.log(record);
 */
export function readCaptureFile(path: string, options: ReadCaptureFileOptions = {}): CaptureFile {
  // Not from(): on unsubscribing it would wait for the next record before it closes the file, which of a pipe may never come.
  const record$ = new Observable<CaptureRecord>((subscriber) => {
    const records = iterate(path, options);
    subscriber.add(() => void records.return().catch(() => undefined));
    void emitAll(records, subscriber);
  });
  return Object.assign(record$, { [Symbol.asyncIterator]: () => iterate(path, options) });
}

function iterate(path: string, options: ReadCaptureFileOptions): CaptureIterator {
  const reader = new ChunkReader(options.onProgress);
  const records = tolerant(path, reader, options);
  return {
    next: () => records.next(),
    return() {
      // A generator that waits for bytes does not return before they are there.
      reader.close();
      return records.return();
    },
  };
}

type CaptureIterator = Required<Pick<AsyncIterator<CaptureRecord, void>, 'next'>> & {
  return: () => Promise<IteratorResult<CaptureRecord, void>>;
};

async function emitAll(records: CaptureIterator, subscriber: Subscriber<CaptureRecord>): Promise<void> {
  try {
    for (let result = await records.next(); result.done !== true; result = await records.next()) {
      subscriber.next(result.value);
      if (subscriber.closed) return;
    }
    subscriber.complete();
  } catch (error) {
    subscriber.error(error);
  }
}

async function* tolerant(path: string, reader: ChunkReader, options: ReadCaptureFileOptions): RecordGenerator {
  try {
    yield* readRecords(path, reader, options, (error) => handOver(error, options));
  } catch (error) {
    handOver(error, options);
  } finally {
    reader.close();
  }
}

/** Calls `onFault` with what is wrong with the rest; throws any other error, and without an `onFault` this one. */
function handOver(error: unknown, { onFault }: ReadCaptureFileOptions): void {
  if (onFault === undefined || !(error instanceof CaptureError) || !FAULTS_OF_THE_REST.has(error.code)) throw error;
  onFault(error);
}

const FAULTS_OF_THE_REST: ReadonlySet<CaptureErrorCode> = new Set([
  ...(['TRUNCATED', 'MALFORMED', 'BYTES_LOST', 'BYTES_CUT'] as const),
]);
