import { Observable, type Subscriber } from 'rxjs';
import { CaptureError, type CaptureErrorCode } from '../captureError.js';
import type { CaptureRecord } from '../captureRecord.js';
import { ChunkReader, type CaptureProgress } from './chunkReaderFile.js';
import type { FromPcapOptions } from '../formats/pcap/pcapSession.js';
import { readRecords, type RecordGenerator } from './readRecordsFile.js';

/** Options of readCaptureFile. */
export interface ReadCaptureFileOptions extends FromPcapOptions {
  /** The remote's host and port, for the files of Bitcoin Core, which do not hold them. Default: empty. */
  address?: string | undefined;
  /**
   * Called with the error that makes the rest of a recording unreadable (`TRUNCATED`, `MALFORMED`, `BYTES_LOST`, `BYTES_CUT`); the reading
   * then completes after the records before it. Default: the reading errors instead. Also called with `START_LOST`, and reading continues, if
   * the connection of a pcap is older than the recording; by default this is not reported.
   */
  onFault?: ((error: CaptureError) => void) | undefined;
  /** Called after each chunk, of at most 64 KiB. Default: no callback. */
  onProgress?: ((progress: CaptureProgress) => void) | undefined;
}

/**
 * The records of a recording: an Observable to use with operators, and an AsyncIterable for `replay` and `for await`, which read no further
 * than the next record they need. Each subscription and each iteration reads the file again, and closes it when it ends.
 */
export interface CaptureFile extends Observable<CaptureRecord>, AsyncIterable<CaptureRecord> {}

/**
 * Reads a recording of any supported format:
 * - a file: `.rxcap`, pcap, pcapng, a table of frames (`.tsv`), or one of Bitcoin Core's `-capturemessages` files; also compressed by gzip
 * - a folder: Bitcoin Core's `msgs_recv.dat` and `msgs_sent.dat`, or a raw session (`dialer.bin`, `listener.bin`, `chunks.tsv`,
 *   `session.json`)
 * - a named pipe, `/dev/fd/N`, or `/dev/stdin`, which is the standard input of the process on every system. The content of a pipe can be
 *   read once. Packets (pcap) are read twice, so at most 256 MiB of them are read from a pipe.
 *
 *     readCaptureFile(path)  --o-b-b-b--c|        o opened, b bytes, c closed
 *
 * The format is recognised by the content, not by the name. The name matters only for a single file of Bitcoin Core: if it contains `sent`,
 * the messages are sent messages. `network` is required for Core's files, which do not name it, and for encrypted traffic; `port`,
 * `connection` and `view` apply to pcap.
 *
 * Cold. An Observable cannot be paused: a consumer that is slower than the disk should iterate instead.
 *
 * Errors with CaptureError: `FILE_FAILED`, `UNKNOWN_FORMAT`, `UNSUPPORTED`, `NETWORK_UNKNOWN`, `NO_SESSION`, `AMBIGUOUS`, `LIMIT_EXCEEDED`;
 * without `onFault` also with `TRUNCATED`, `MALFORMED` (damaged, or a time that no Date can hold), `BYTES_LOST`, `BYTES_CUT`, after the
 * records before the damage.
 *
 * @example
 * const records = await lastValueFrom(readCaptureFile('peer.rxcap').pipe(count()));
 * @example
 * for await (const record of readCaptureFile('peer.rxcap')) console.log(record);
 */
export function readCaptureFile(path: string, options: ReadCaptureFileOptions = {}): CaptureFile {
  // Not from(): after an unsubscription it closes the file only when the next record has arrived, which a pipe may never deliver.
  const record$ = new Observable<CaptureRecord>((subscriber) => {
    const records = iterate(path, options);
    subscriber.add(() => void records.return().catch(() => undefined));
    void emitAll(records, subscriber);
  });
  return Object.assign(record$, { [Symbol.asyncIterator]: () => iterate(path, options) });
}

function iterate(path: string, options: ReadCaptureFileOptions): CaptureIterator {
  const reader = new ChunkReader(options.onProgress);
  const records = readTolerantly(path, reader, options);
  return {
    next: () => records.next(),
    return() {
      // A generator that awaits bytes does not return until the read ends, so end the read.
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

async function* readTolerantly(path: string, reader: ChunkReader, options: ReadCaptureFileOptions): RecordGenerator {
  try {
    yield* readRecords(path, reader, options, (error) => reportFault(error, options));
  } catch (error) {
    reportFault(error, options);
  } finally {
    reader.close();
  }
}

/** Calls `onFault` for an error that makes only the rest unreadable. Throws any other error, and every error if there is no `onFault`. */
function reportFault(error: unknown, { onFault }: ReadCaptureFileOptions): void {
  if (onFault === undefined || !(error instanceof CaptureError) || !TOLERABLE_CODES.has(error.code)) throw error;
  onFault(error);
}

const TOLERABLE_CODES: ReadonlySet<CaptureErrorCode> = new Set([
  ...(['TRUNCATED', 'MALFORMED', 'BYTES_LOST', 'BYTES_CUT'] as const),
]);
