import type { CaptureRecord, OpenedRecord } from '../../capture/captureRecord.js';
import { RecordedSession } from '../../capture/replay/recordedSession.js';
import type { Network } from '../../networks/network.js';
import type { NoticeList } from './noticeList.js';
import { PlaybackClock } from './playbackClock.js';
import type { PlaybackPass } from './playbackSource.js';
import { RecordBatches } from './recordBatches.js';
import { RecordedPool } from './recordedPool.js';

export interface RecordingPassOptions {
  readonly records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>;
  readonly network: Network;
  readonly startMs: number;
  readonly notices: NoticeList;
  /** Called when the last paused peer resumes. */
  readonly onResume: () => void;
}

/**
 * Plays the records of the connections of one network to the peers of a pool. The peers share the clock of the pass, and their ids are the numbers
 * of their connections in the order of opening, so that they are the same in each pass.
 *
 * A connection without a `closed` record stays open at the end, so that the last state of the recording remains visible.
 */
export class RecordingPass implements PlaybackPass {
  readonly clock: PlaybackClock;
  readonly pool: RecordedPool;
  isEnded = false;
  private readonly batches: RecordBatches;
  private batch: readonly CaptureRecord[] = [];
  private position = 0;
  private fetching: Promise<void> | undefined;
  private readonly sessions = new Map<number, RecordedSession>();
  private readonly paused = new Set<RecordedSession>();
  private openedCount = 0;

  constructor(private readonly options: RecordingPassOptions) {
    this.clock = new PlaybackClock(options.startMs);
    this.pool = new RecordedPool(options.network, this.clock);
    this.batches = new RecordBatches(options.records);
  }

  get nextMs(): number | undefined {
    return this.batch[this.position]?.atMs;
  }

  get liveMs(): undefined {
    return undefined;
  }

  get isPaused(): boolean {
    return this.paused.size > 0;
  }

  fetch(): Promise<void> | undefined {
    if (this.fetching !== undefined) return this.fetching;
    const fetched = this.batches.next();
    if (!(fetched instanceof Promise)) {
      this.accept(fetched);
      return undefined;
    }
    this.fetching = fetched
      .then((batch) => this.accept(batch))
      .finally(() => {
        this.fetching = undefined;
      });
    return this.fetching;
  }

  playNext(): void {
    const record = this.batch[this.position]!;
    this.position += 1;
    if (record.kind === 'opened') this.openSession(record);
    else if (record.kind === 'bytes' || record.kind === 'closed') {
      const session = this.sessions.get(record.session);
      // The record belongs to a connection of another network.
      if (session === undefined) return;
      session.play(record);
      if (session.isPaused) this.paused.add(session);
      if (record.kind === 'closed') this.sessions.delete(record.session);
    }
  }

  close(): void {
    this.batches.stop();
    this.pool.close();
    this.sessions.clear();
    this.paused.clear();
    this.batch = [];
  }

  private accept(batch: readonly CaptureRecord[]): void {
    this.batch = batch;
    this.position = 0;
    this.isEnded = batch.length === 0;
  }

  private openSession(record: OpenedRecord): void {
    this.openedCount += 1;
    const { network, notices, onResume } = this.options;
    if (record.network !== network.name) {
      notices.add(otherNetworkText(record.network, network.name));
      return;
    }
    // If another process has appended to a recording, numbers of connections may occur again.
    this.sessions.get(record.session)?.endWithoutRecord();
    const session: RecordedSession = new RecordedSession(record, {
      network,
      clock: this.clock,
      id: this.openedCount,
      onMalformed: 'drop',
      onResume: () => {
        if (this.paused.delete(session) && this.paused.size === 0) onResume();
      },
    });
    this.sessions.set(record.session, session);
    this.pool.add(session.peer);
  }
}

function otherNetworkText(found: string, shown: string): string {
  return `The recording also has connections of ${found}, which are not shown; this page shows ${shown}. Choose with --network.`;
}
