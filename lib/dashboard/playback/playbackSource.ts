import type { Observable } from 'rxjs';
import type { ClockScheduler } from '../../base/clock.js';
import type { RemotePool } from '../../export/nats/remote/remotePool.js';
import type { Network } from '../../networks/network.js';
import type { ObservedPool } from '../../pool/observedPool.js';
import type { PlaybackMark } from '../protocol/playback.js';
import type { NoticeList } from './noticeList.js';
import type { ConnectingPeer } from '../collect/connectingPeer.js';
import type { PlaybackClock } from './playbackClock.js';

/** A connection before its handshake. */
export type OpenedPeer = ConnectingPeer & {
  /** Undefined before the handshake. */
  readonly protocolVersion?: number | undefined;
};

/** The pool of one pass. It completes when a seek begins another pass. */
export type PlaybackPool = ObservedPool &
  Partial<Pick<RemotePool, 'monitors$'>> & {
    /** Emits each connection before its first byte. */
    readonly connection$: Observable<OpenedPeer>;
    /** The clock for everything that watches the pool: it shows the time of the recording, and its timers run by that time. */
    readonly scheduler: ClockScheduler;
    /** The clock of propagation, if it is another one: it shows the exact time of each message of a history. */
    readonly sightingScheduler?: ClockScheduler;
  };

/**
 * One pass over a source, from a time on. The owner moves the clock, and plays the records when the clock has reached them:
 *
 *     fetch ─▶ nextMs ─▶ clock ─▶ playNext ─▶ fetch …
 */
export interface PlaybackPass {
  /** The peers. */
  readonly pool: PlaybackPool;
  /** Shows the time of the record that is played; `pool.scheduler` is the same. */
  readonly clock: PlaybackClock;
  /** The time of the fetched record; undefined if none is fetched. */
  readonly nextMs: number | undefined;
  /** True while a subscriber has paused a peer: nothing must be played. */
  readonly isPaused: boolean;
  /** If the source has nothing more at present, but may get it later: the time of day up to which it is complete. Else undefined. */
  readonly liveMs: number | undefined;
  /** True after the last record. */
  readonly isEnded: boolean;
  /**
   * Fetches a record: `nextMs` or `isEnded` is set at the return, or when the returned promise resolves. The same promise while one is pending.
   * Rejects, or throws, if the source cannot be read.
   */
  fetch(): Promise<void> | undefined;
  /** Plays the fetched record. */
  playNext(): void;
  /** Completes the pool, and ends the reading. */
  close(): void;
}

/** Something that can be played more than once. */
export interface PlaybackSource {
  /** As in PlaybackState. */
  readonly kind: 'recording' | 'history';
  /** What is played, for people. */
  readonly title: string;
  /** The network of the peers. */
  readonly network: Network;
  /** The earliest time. */
  readonly fromMs: number;
  /** The latest time that is known. */
  readonly toMs: number;
  /** False while `toMs` and `marks` are still being found. */
  readonly isComplete: boolean;
  /** The same array until it changes. */
  readonly marks: readonly PlaybackMark[];
  /** What could not be read. */
  readonly notices: NoticeList;
  /** Emits when a field has changed. */
  readonly changed$: Observable<void>;
  /** True if a pass that shows `shownMs` gets to `atMs` best by reading on, and false if a new pass is better. */
  canReadOn(shownMs: number, atMs: number): boolean;
  /**
   * Begins a pass that shows a time when it has read up to it.
   *
   * @param onResume called when `isPaused` becomes false
   */
  open(atMs: number, onResume: () => void): PlaybackPass;
  /** Ends what runs in the background. */
  close(): void;
}
