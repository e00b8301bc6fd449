import { NEVER } from 'rxjs';
import { escapeText } from '../../base/escapeText.js';
import type { HistoryReader } from '../../export/nats/history/historyReader.js';
import type { fromNats } from '../../export/nats/remote/fromNats.js';
import type { Network } from '../../networks/network.js';
import { HistoryPass } from './historyPass.js';
import { NoticeList } from './noticeList.js';
import type { PlaybackSource } from './playbackSource.js';

/** A pass begins this much earlier than the requested time, because monitors publish the state of each peer again within a minute. */
const LEAD_MS = 90_000;
/** A seek forward by at most this time continues to read. A longer seek begins a new pass, which reads only LEAD_MS. */
const MAX_READ_ON_MS = 600_000;

/** Options of historySource. */
export interface HistorySourceOptions {
  /** The server, for people. */
  readonly title: string;
  /** The network whose monitors are read. */
  readonly network: Network;
  /** The earliest time, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Begins to read at a time, as `historyReader` does. */
  readonly read: (sinceMs: number) => HistoryReader;
  /** Passed in, because the packages of NATS are optional. */
  readonly fromNats: typeof fromNats;
  /** The time of day of the process. */
  readonly nowMs: () => number;
}

/**
 * The stream of `keepHistory` as the source of a playback, up to now. A pass begins shortly before its time, so totals, faults and announcements from
 * before are not in it.
 */
export function historySource(options: HistorySourceOptions): PlaybackSource {
  const { fromMs, network, nowMs, read, title } = options;
  const notices = new NoticeList();
  notices.add('Totals and lists of a history begin at the last jump in time.');
  return {
    kind: 'history',
    title: escapeText(title.slice(0, 200)),
    network,
    fromMs,
    get toMs() {
      return nowMs();
    },
    // The end is now, which a seek cannot pass.
    isComplete: true,
    marks: [],
    notices,
    changed$: NEVER,
    canReadOn: (shownMs, atMs) => atMs - shownMs <= MAX_READ_ON_MS,
    open(atMs) {
      const startMs = Math.max(atMs - LEAD_MS, fromMs);
      return new HistoryPass({ ...options, startMs, reader: read(startMs) });
    },
    close: () => undefined,
  };
}
