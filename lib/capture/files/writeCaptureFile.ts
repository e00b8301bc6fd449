import type { Observable } from 'rxjs';
import { show } from '../../base/show.js';
import { invalidOption, requireInteger } from '../../base/optionChecks.js';
import type { CaptureFrameDecoderOptions } from '../captureFrameDecoder.js';
import type { CaptureRecord } from '../captureRecord.js';
import type { CaptureWriter, WrittenCapture } from '../captureWriter.js';
import { CoreWriter } from '../formats/core/coreWriterFile.js';
import { RecordQueue } from '../recordQueue.js';
import { RxcapWriter } from '../formats/rxcap/rxcapWriterFile.js';

export interface WriteCaptureFileOptions extends CaptureFrameDecoderOptions {
  /**
   * `'core'` writes a folder with Bitcoin Core's `msgs_recv.dat` and `msgs_sent.dat`, which hold messages alone: what is no
   * frame is left out and told to `onFault`. Default `'rxcap'`.
   */
  format?: 'rxcap' | 'core' | undefined;
  /**
   * Goes on with the `.rxcap` file that is there: its last record is cut off where it is not whole, sessions count on. Default
   * false.
   */
  append?: boolean | undefined;
  /** Writes over what is there. Default false: an existing file is an error. */
  overwrite?: boolean | undefined;
  /** What may wait to be written, 1 byte to 2 GiB; each record counts 100 bytes more. Default 64 MiB. */
  maxQueuedBytes?: number | undefined;
}

/**
 * Writes records into a file while they come, and tells by its promise how many they were, once their source has completed.
 *
 *     onPeer: (peer) => void writeCaptureFile('peer.rxcap', record(peer)).catch(…)
 *
 * Subscribes at the call, so nothing is missed. Records are written whole, as soon as the write before them is done: a process
 * that dies leaves a file that can be read, short of what was waiting. The bytes of a record must stay as they are until then.
 *
 * Rejects with CaptureError `FILE_EXISTS`, `FILE_FAILED`, `INVALID_RECORD`; `QUEUE_FULL` where records come faster than the
 * disk takes them and more than `maxQueuedBytes` wait; appending, with what is wrong with the file; with the error of the
 * source. In each case it has unsubscribed, the file is closed, and the records before are in it. With LocalProtocolError
 * `INVALID_OPTION`.
 */
export async function writeCaptureFile(
  path: string,
  record$: Observable<CaptureRecord>,
  options: WriteCaptureFileOptions = {},
): Promise<WrittenCapture> {
  const sink = sinkFor(path, options);
  const queue = new RecordQueue(record$, options.maxQueuedBytes ?? DEFAULT_MAX_QUEUED_BYTES);
  try {
    await sink.open();
    for (let batch = await queue.takeBatch(); batch.length > 0; batch = await queue.takeBatch())
      await sink.write(batch);
  } finally {
    queue.close();
    await sink.close();
  }
  queue.throwSourceError();
  return sink.written;
}

const DEFAULT_MAX_QUEUED_BYTES = 64 * 1024 * 1024;

function sinkFor(path: string, options: WriteCaptureFileOptions): CaptureWriter {
  const { format = 'rxcap', append = false, overwrite = false } = options;
  requireInteger('maxQueuedBytes', options.maxQueuedBytes, 1, 2 ** 31);
  if (append && overwrite) invalidOption('append', 'not possible with overwrite');
  if (format === 'rxcap') return new RxcapWriter(path, { append, overwrite });
  if (format !== 'core') invalidOption('format', `'rxcap' or 'core' expected, got ${show(format)}`);
  if (append) invalidOption('append', "not possible with format 'core'");
  return new CoreWriter(path, { ...options, overwrite });
}
