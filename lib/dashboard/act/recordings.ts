import { Subject, takeUntil, takeWhile, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { toPeerError } from '../../base/errors.js';
import { requireInteger } from '../../base/optionChecks.js';
import type { CaptureRecord } from '../../capture/captureRecord.js';
import { CaptureError } from '../../capture/captureError.js';
import type { WrittenCapture } from '../../capture/captureWriter.js';
import { writeCaptureFile } from '../../capture/files/writeCaptureFile.js';
import { record } from '../../capture/record.js';
import type { ReadyPeer } from '../../peer/peer.js';
import { boundedText } from '../collect/boundedText.js';
import type { ActionResult, RecordingRow } from '../protocol/action.js';
import { done, refused } from './actionResult.js';
import { fromFrameStart } from './fromFrameStart.js';
import { ENDS_BYTES, recordingBytes } from './recordingBytes.js';
import { recordingName } from './recordingName.js';

/** Recordings that are listed after their end; beyond it the oldest is dropped. */
export const MAX_ENDED_RECORDINGS = 50;
/** Bytes of one recording that wait to be written; beyond it the recording ends. */
const MAX_QUEUED_BYTES = 16 * 1024 * 1024;
/** Characters of the text of an error, which contains the path. */
const MAX_TEXT_CHARACTERS = 500;
const MAX_ADDRESS_CHARACTERS = 300;

/** The options of Recordings. */
export interface RecordingsOptions {
  /** The folder of the files, which must exist. Default `.`, the current directory. */
  folder?: string | undefined;
  /** The greatest size of one file in bytes, 16 KiB to 1 TiB: the recording then ends. Default 1 GiB. */
  maxBytes?: number | undefined;
  /** The number of recordings at one time, 1 to 100. Default 4. */
  maxRecordings?: number | undefined;
  /** The clock of the times and names. */
  scheduler: SchedulerLike;
  /** Called when a recording has failed, with its last row. */
  onFailed: (row: RecordingRow) => void;
}

/** The part of a peer that a recording needs. */
export type RecordedPeer = Parameters<typeof record>[0] & Pick<ReadyPeer, 'id' | 'address' | 'network'>;

/**
 * The recordings of connections, each to a new `.rxcap` file, which `rxpeer replay` and `rxpeer dashboard` read.
 *
 *     recording ─ the peer ends, `stop`, `maxBytes` ─▶ flushing ─ the file is closed ─▶ ended
 *     any ────── an error of the disk, too many bytes wait for it ─▶ failed
 *
 * A recording that is writing its last bytes still counts as active. An error of the disk ends only its own recording. Secrets of
 * transport v2 are never recorded.
 */
export class Recordings {
  private readonly folder: string;
  private readonly maxBytes: number;
  private readonly maxRecordings: number;
  private readonly active = new Map<number, ActiveRecording>();
  private readonly ended: RecordingRow[] = [];
  private lastNumber = 0;

  /** Errors with LocalProtocolError `INVALID_OPTION`. */
  constructor(private readonly options: RecordingsOptions) {
    const { folder = '.', maxBytes = 2 ** 30, maxRecordings = 4 } = options;
    requireInteger('maxBytes', maxBytes, 2 * ENDS_BYTES, 2 ** 40);
    requireInteger('maxRecordings', maxRecordings, 1, 100);
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.maxRecordings = maxRecordings;
  }

  /** The recordings in progress and the last MAX_ENDED_RECORDINGS that have ended, the newest first. */
  rows(): RecordingRow[] {
    const active = Array.from(this.active.values(), ({ row }) => row);
    return [...active, ...this.ended].sort((a, b) => b.number - a.number);
  }

  /** Starts to record a peer. The file is opened afterwards: an error is in the row. */
  start(peer: RecordedPeer): ActionResult {
    const known = this.active.get(peer.id);
    if (known !== undefined) return refused(`This peer is being recorded already, to ${known.row.file}.`);
    if (this.active.size >= this.maxRecordings)
      return refused(`${this.maxRecordings} peers are being recorded already: stop one of these recordings first.`);
    const startedAtMs = wallClockMs(this.options.scheduler);
    const path = `${this.folder}/${recordingName(peer.address, startedAtMs)}`;
    const recording = new ActiveRecording({
      number: ++this.lastNumber,
      peer: peer.id,
      address: boundedText(peer.address, MAX_ADDRESS_CHARACTERS),
      file: boundedText(path, MAX_TEXT_CHARACTERS),
      startedAtMs,
    });
    this.active.set(peer.id, recording);
    recording.finished = this.write(path, recording.recordsOf(peer, this.maxBytes), recording);
    return done(`Recording this peer to ${recording.row.file}.`);
  }

  /** Ends the recording of a peer. */
  stop(peer: number): ActionResult {
    const recording = this.active.get(peer);
    if (recording === undefined) return refused('This peer is not being recorded.');
    recording.stop('The recording was stopped.');
    return done(`Stopped the recording to ${recording.row.file}.`);
  }

  /** Ends all recordings. Resolves when their files are closed; never rejects. */
  async close(): Promise<void> {
    const finished = Array.from(this.active.values(), (recording) => {
      recording.stop('The program ended the recording.');
      return recording.finished;
    });
    await Promise.all(finished);
  }

  private async write(path: string, record$: Observable<CaptureRecord>, recording: ActiveRecording): Promise<void> {
    try {
      recording.end(await writeCaptureFile(path, record$, { maxQueuedBytes: MAX_QUEUED_BYTES }));
    } catch (error) {
      recording.fail(error);
      this.options.onFailed(recording.row);
    }
    this.active.delete(recording.row.peer);
    this.ended.push(recording.row);
    if (this.ended.length > MAX_ENDED_RECORDINGS) this.ended.shift();
  }
}

/** One recording in progress. */
class ActiveRecording {
  row: RecordingRow;
  finished: Promise<void> = Promise.resolve();
  private readonly stop$ = new Subject<void>();
  private bytes = ENDS_BYTES;
  /** Why the recording ends: the first reason. */
  private endText: string | undefined;

  constructor(fields: Omit<RecordingRow, 'state' | 'text' | 'bytes'>) {
    this.row = { ...fields, state: 'recording', text: '', bytes: 0 };
  }

  recordsOf(peer: RecordedPeer, maxBytes: number): Observable<CaptureRecord> {
    return record(peer).pipe(
      fromFrameStart(peer.network.magic),
      takeWhile((each) => this.count(each, maxBytes)),
      takeUntil(this.stop$),
    );
  }

  /** @param text why, for the user */
  stop(text: string): void {
    this.endText ??= text;
    this.stop$.next();
  }

  end({ bytes }: WrittenCapture): void {
    this.row = { ...this.row, state: 'ended', text: this.endText ?? '', bytes };
  }

  fail(error: unknown): void {
    const { message } = error instanceof CaptureError ? error : toPeerError(error, 'the recording');
    this.row = { ...this.row, state: 'failed', text: `${boundedText(message, MAX_TEXT_CHARACTERS)}.` };
  }

  /** @returns false if the record exceeds the size of the file */
  private count(each: CaptureRecord, maxBytes: number): boolean {
    const bytes = this.bytes + recordingBytes(each);
    if (bytes > maxBytes) {
      this.endText ??= `The file has reached its greatest size, ${maxBytes} bytes.`;
      return false;
    }
    this.bytes = bytes;
    if (each.kind === 'closed') this.endText ??= 'The connection ended.';
    this.row = { ...this.row, bytes: bytes - ENDS_BYTES };
    return true;
  }
}
