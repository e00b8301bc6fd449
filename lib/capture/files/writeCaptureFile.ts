import type { Observable } from 'rxjs';
import { show } from '../../base/show.js';
import { invalidOption, requireInteger } from '../../base/optionChecks.js';
import type { CaptureFrameDecoderOptions } from '../captureFrameDecoder.js';
import type { CaptureRecord } from '../captureRecord.js';
import type { CaptureWriter, WrittenCapture } from '../captureWriter.js';
import { CoreWriter } from '../formats/core/coreWriterFile.js';
import { RecordQueue } from '../recordQueue.js';
import { RxcapWriter } from '../formats/rxcap/rxcapWriterFile.js';

/** Options of writeCaptureFile. `network` and `onFault` apply to `format: 'core'` only. */
export interface WriteCaptureFileOptions extends CaptureFrameDecoderOptions {
  /**
   * `'rxcap'` writes one file with all records. `'core'` writes a folder with Bitcoin Core's `msgs_recv.dat` and `msgs_sent.dat`, which
   * contain only messages. Bytes that are not a valid frame are left out and reported to `onFault`. Default `'rxcap'`.
   */
  format?: 'rxcap' | 'core' | undefined;
  /**
   * Appends to an existing `.rxcap` file; an incomplete last record is cut off first, and the session numbers continue after the largest in
   * the file. Creates the file if it does not exist. Not possible with `'core'` or `overwrite`. Default false.
   */
  append?: boolean | undefined;
  /** Overwrites an existing file. Default false: an existing file is an error. */
  overwrite?: boolean | undefined;
  /** The bound on the bytes that wait to be written, 1 byte to 2 GiB; each record counts 100 bytes more. Default 64 MiB. */
  maxQueuedBytes?: number | undefined;
}

/**
 * Writes records to a file as they are emitted. When the source has completed, resolves with the number of records and bytes that were
 * written.
 *
 *     onPeer: (peer) => void writeCaptureFile('peer.rxcap', record(peer)).catch(console.error)
 *
 * Subscribes synchronously, so no record is missed. Records are written completely, as soon as the previous write is done: if the process
 * dies, the file can be read and lacks only the records that were queued. The bytes of a record must not be changed until it is written.
 * New files and folders can be read by their owner only.
 *
 * Rejects with:
 * - LocalProtocolError `INVALID_OPTION`, before it subscribes
 * - CaptureError `FILE_EXISTS`, `FILE_FAILED`
 * - CaptureError `INVALID_RECORD` if a record cannot be written in this format
 * - CaptureError `QUEUE_FULL` if records arrive faster than the disk writes them and more than `maxQueuedBytes` are queued
 * - with `append`: `UNKNOWN_FORMAT`, `UNSUPPORTED` or `MALFORMED` if the existing file is not a valid `.rxcap` file
 * - the error of the source
 *
 * In each case the source is unsubscribed, the records before the error are written if the file can be, and the file is closed.
 */
export async function writeCaptureFile(
  path: string,
  record$: Observable<CaptureRecord>,
  options: WriteCaptureFileOptions = {},
): Promise<WrittenCapture> {
  const writer = createWriter(path, options);
  const queue = new RecordQueue(record$, options.maxQueuedBytes ?? DEFAULT_MAX_QUEUED_BYTES);
  try {
    await writer.open();
    for (let batch = await queue.takeBatch(); batch.length > 0; batch = await queue.takeBatch())
      await writer.write(batch);
  } finally {
    queue.close();
    await writer.close();
  }
  queue.throwSourceError();
  return writer.written;
}

const DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;

function createWriter(path: string, options: WriteCaptureFileOptions): CaptureWriter {
  const { format = 'rxcap', append = false, overwrite = false } = options;
  requireInteger('maxQueuedBytes', options.maxQueuedBytes, 1, 2 ** 31);
  if (append && overwrite) invalidOption('append', 'not possible with overwrite');
  if (format === 'rxcap') return new RxcapWriter(path, { append, overwrite });
  if (format !== 'core') invalidOption('format', `'rxcap' or 'core' expected, got ${show(format)}`);
  if (append) invalidOption('append', "not possible with format 'core'");
  return new CoreWriter(path, { ...options, overwrite });
}
