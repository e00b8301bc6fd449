import { Subject } from 'rxjs';
import { isPeerError } from '../../base/errors.js';
import { CaptureError } from '../../capture/captureError.js';
import type { CaptureRecord } from '../../capture/captureRecord.js';
import type { PlaybackMark } from '../protocol/playback.js';
import { PlaybackMarks } from './playbackMarks.js';
import { RecordBatches } from './recordBatches.js';

/** Batches between two notifications of `changed$`: about 20,000 records. */
const BATCHES_PER_CHANGE = 20;

/**
 * Reads a recording once, without decoding messages, to find its end and its marks while it is already played.
 *
 * States: `begin` reads to the first connection; then the rest is read in the background; complete, failed or stopped: nothing changes any more.
 */
export class RecordingScan {
  /** The name of the network of the first connection; empty before `begin` resolves. */
  network = '';
  /** The time of the first record, in milliseconds since 1970. */
  fromMs = 0;
  /** The latest time that was read. */
  toMs = 0;
  /** At most MAX_PLAYBACK_MARKS; the same array until `changed$` emits. */
  marks: readonly PlaybackMark[] = [];
  /** True after the last record, and after an error. */
  isComplete = false;
  private readonly changedSubject$ = new Subject<void>();
  /** Emits while `toMs` and `marks` grow, and when the scan is complete; then completes. */
  readonly changed$ = this.changedSubject$.asObservable();
  private readonly batches: RecordBatches;
  private readonly found = new PlaybackMarks();
  private isStarted = false;
  private isStopped = false;

  /** @param onFailure called with the error that ends the scan after `begin` */
  constructor(
    records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.batches = new RecordBatches(records);
  }

  /**
   * Resolves when `network` and `fromMs` are known. Rejects with the error of the source, and with CaptureError `NO_SESSION` if it contains no
   * connection.
   */
  async begin(): Promise<void> {
    while (this.network === '') {
      if (!(await this.readBatch())) throw new CaptureError('NO_SESSION', 'the recording contains no connection');
    }
    this.marks = this.found.toArray();
    void this.readRest();
  }

  /** Ends the reading. */
  stop(): void {
    this.isStopped = true;
    this.batches.stop();
    this.changedSubject$.complete();
  }

  private async readRest(): Promise<void> {
    try {
      for (let count = 1; await this.readBatch(); count += 1) if (count % BATCHES_PER_CHANGE === 0) this.notify();
    } catch (error) {
      // Any other error is a bug of this program: it ends the process with its stack trace.
      if (!(error instanceof CaptureError) && !isPeerError(error)) throw error;
      this.onFailure(error);
    }
    if (this.isStopped) return;
    this.isComplete = true;
    this.notify();
    this.changedSubject$.complete();
  }

  /** False at the end. */
  private async readBatch(): Promise<boolean> {
    const batch = await this.batches.next();
    for (const record of batch) this.add(record);
    return batch.length > 0 && !this.isStopped;
  }

  private add(record: CaptureRecord): void {
    if (!this.isStarted) this.fromMs = record.atMs;
    this.toMs = this.isStarted ? Math.max(this.toMs, record.atMs) : record.atMs;
    this.isStarted = true;
    if (record.kind === 'opened' && this.network === '') this.network = record.network;
    this.found.add(record);
  }

  private notify(): void {
    this.marks = this.found.toArray();
    this.changedSubject$.next();
  }
}
