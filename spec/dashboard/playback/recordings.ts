import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { Playback, type PlaybackOptions } from '../../../lib/dashboard/playback/playback.js';
import type { PlaybackPool } from '../../../lib/dashboard/playback/playbackSource.js';
import { recordingSource } from '../../../lib/dashboard/playback/recordingSource.js';
import type { PlaybackState } from '../../../lib/dashboard/protocol/playback.js';
import { VirtualTime } from '../../../lib/virtual/virtualTime.js';
import { nextTurn } from '../../helpers/peer/nextTurn.js';
import { activeSession } from '../../capture/sessions.js';

/** The start of every recording here. */
export const START_MS = 1_700_000_000_000.5;

/** One connection of 142 s, which is open at the end. */
export function openConnection(): CaptureRecord[] {
  return activeSession().records;
}

/** The records of a connection again, as those of other connections that begin later. */
export function repeated(records: readonly CaptureRecord[], times: number, everyMs: number): CaptureRecord[] {
  const copies = Array.from({ length: times }, (_, i) =>
    records.map((record) => ({ ...record, session: i + 1, atMs: record.atMs + i * everyMs })),
  );
  return copies.flat().sort((a, b) => a.atMs - b.atMs);
}

export interface Played {
  readonly playback: Playback;
  /** The clock of the process. */
  readonly time: VirtualTime;
  readonly pools: PlaybackPool[];
  readonly states: PlaybackState[];
}

/** A playback in virtual time, whose source is read. */
export async function played(
  records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>,
  options: PlaybackOptions = {},
  onPool: (pool: PlaybackPool) => void = () => undefined,
): Promise<Played> {
  const time = new VirtualTime({ startMs: 5000 });
  const source = await recordingSource(records, { title: 'a.rxcap' });
  await nextTurn();
  const playback = new Playback(source, { scheduler: time, ...options });
  const pools: PlaybackPool[] = [];
  const states: PlaybackState[] = [];
  playback.pool$.subscribe((pool) => {
    pools.push(pool);
    onPool(pool);
  });
  playback.state$.subscribe((state) => states.push(state));
  return { playback, time, pools, states };
}

/** What can be seen of a pool: its peers with all figures. */
export function figuresOf(pool: PlaybackPool): unknown {
  let peers: unknown;
  pool.peers$
    .subscribe((present) => (peers = present.map((peer) => ({ ...peer.stats(), remote: peer.remote }))))
    .unsubscribe();
  return peers;
}
