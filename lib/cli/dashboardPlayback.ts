import { basename } from 'node:path';
import { defer, Observable, shareReplay, switchMap } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { escapeText } from '../base/escapeText.js';
import type { CaptureError } from '../capture/captureError.js';
import { readCaptureFile } from '../capture/files/readCaptureFile.js';
import { createMonitor, type Monitor } from '../dashboard/collect/monitor.js';
import type { About } from '../dashboard/protocol/about.js';
import { NoticeList } from '../dashboard/playback/noticeList.js';
import { Playback } from '../dashboard/playback/playback.js';
import type { PlaybackPool, PlaybackSource } from '../dashboard/playback/playbackSource.js';
import { recordingSource } from '../dashboard/playback/recordingSource.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { DashboardMonitor } from './dashboardMonitor.js';
import type { PlaybackArguments, PlaybackTime } from './playbackArguments.js';

/**
 * The monitor of a recording. Created on subscription, closed on unsubscription. Errors with CaptureError if the file cannot be read.
 *
 * @param report called with the error for the part of the file that cannot be read
 */
export function monitorOfRecording(
  options: PlaybackArguments,
  report: (text: string) => void,
): Observable<DashboardMonitor> {
  return defer(() => openRecording(options, report)).pipe(
    switchMap(
      (source) =>
        new Observable<DashboardMonitor>((subscriber) => {
          const playback = new Playback(source, { speed: options.speed });
          // All subscribers share one monitor.
          const monitor$ = monitorsOfPlayback(playback).pipe(shareReplay({ bufferSize: 1, refCount: true }));
          subscriber.add(() => playback.close());
          subscriber.next({ monitor$, pool: playback.pool, playback, start: () => start(playback, options) });
        }),
    ),
  );
}

function openRecording({ network, path }: PlaybackArguments, report: (text: string) => void): Promise<PlaybackSource> {
  const notices = new NoticeList();
  const record$ = readCaptureFile(path, {
    network,
    // Each pass finds the same faults.
    onFault({ code, message }: CaptureError) {
      const fact =
        code === 'START_LOST' ? message : `The recording is damaged; what is before the damage is shown. ${message}`;
      if (notices.add(fact)) report(fact);
    },
  });
  return recordingSource(record$, { title: basename(path), network, notices });
}

function start(playback: Playback, { at, isPaused }: PlaybackArguments): void {
  if (at !== undefined) playback.seek(timeOf(at, playback.state.fromMs));
  if (!isPaused) playback.play();
}

function timeOf(at: PlaybackTime, fromMs: number): number {
  return 'wallMs' in at ? at.wallMs : fromMs + at.sinceStartMs;
}

/**
 * The monitor of each pool of a playback. Emits at subscription, and closes the one before.
 *
 * @param about what is shown. Default: a recording with the title of the playback
 */
export function monitorsOfPlayback(
  { pool$, state }: Pick<Playback, 'pool$' | 'state'>,
  about: Partial<About> = { source: 'recording', targets: [escapeText(state.title)] },
): Observable<Monitor> {
  const firstRun = wallClockMs(preciseScheduler);
  return pool$.pipe(
    switchMap(
      (pool, index) =>
        new Observable<Monitor>((subscriber) => {
          const monitor = monitorOfPool(pool, about, firstRun + index);
          subscriber.add(() => monitor.close());
          subscriber.next(monitor);
        }),
    ),
  );
}

function monitorOfPool(pool: PlaybackPool, about: Partial<About>, run: number): Monitor {
  const { connection$, network, scheduler, sightingScheduler = scheduler } = pool;
  return createMonitor({ pool, network, connection$, scheduler, sightingScheduler, about, run });
}
