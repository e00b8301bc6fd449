import type { Observable } from 'rxjs';
import type { HistoryReader, TimedMessage } from '../../export/nats/history/historyReader.js';
import type { fromNats } from '../../export/nats/remote/fromNats.js';
import type { MonitoredPeer, RemotePool } from '../../export/nats/remote/remotePool.js';
import type { Message, MessageOf } from '../../messages/table.js';
import type { PeerMessage } from '../../monitor/peerMessage.js';
import type { Network } from '../../networks/network.js';
import { PlaybackClock } from './playbackClock.js';
import type { PlaybackPass, PlaybackPool } from './playbackSource.js';
import { ReplayedClient } from './replayedClient.js';

/**
 * If no further message arrives for this time, the stream counts as complete up to now. A server may have sent further messages after the
 * one that was the latest when it was delivered. If their way takes longer than this time, they are shown late.
 */
const SETTLE_MS = 250;

export interface HistoryPassOptions {
  readonly network: Network;
  readonly startMs: number;
  readonly reader: HistoryReader;
  /** Passed in, because the packages of NATS are optional. */
  readonly fromNats: typeof fromNats;
  /** The time of day of the process. */
  readonly nowMs: () => number;
}

/** Plays the stored messages of monitors to a pool of `fromNats`, whose timers run by the time at which the server stored them. */
export class HistoryPass implements PlaybackPass {
  readonly clock: PlaybackClock;
  readonly pool: PlaybackPool;
  isEnded = false;
  readonly isPaused = false;
  private readonly client = new ReplayedClient();
  private readonly remote: RemotePool;
  private next: TimedMessage | undefined;
  private fetching: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;
  /** True if the last message was the latest one of the stream when it was delivered. */
  private isLatest = false;
  /** The stream is read up to this time of day. */
  private knownMs: number;
  /** The time of day at which the pending fetch began. */
  private fetchingSinceMs = 0;

  constructor(private readonly options: HistoryPassOptions) {
    const { fromNats: create, network, startMs } = options;
    this.knownMs = startMs;
    this.clock = new PlaybackClock(startMs);
    this.remote = create(this.client.connection, { network, scheduler: this.clock, correctClocks: false });
    this.pool = playbackPool(this.remote, this.clock);
  }

  get nextMs(): number | undefined {
    return this.next?.atMs;
  }

  get liveMs(): number | undefined {
    if (!this.isLatest) return undefined;
    const nowMs = this.options.nowMs();
    const isSettled = this.fetching !== undefined && nowMs - this.fetchingSinceMs >= SETTLE_MS;
    return isSettled ? nowMs : this.knownMs;
  }

  fetch(): Promise<void> | undefined {
    if (this.failure !== undefined) throw this.failure.error;
    if (this.fetching === undefined) {
      this.fetchingSinceMs = this.options.nowMs();
      this.fetching = this.fetchNext().finally(() => {
        this.fetching = undefined;
      });
    }
    return this.fetching;
  }

  playNext(): void {
    const message = this.next!;
    this.next = undefined;
    this.isLatest = message.isLatest;
    this.knownMs = message.atMs;
    this.client.deliver(message);
  }

  close(): void {
    this.options.reader.stop();
    this.client.end();
    this.remote.close();
  }

  /** Never rejects, because there may be no caller that awaits it while the source is live. `fetch` throws the error. */
  private async fetchNext(): Promise<void> {
    try {
      const next = await this.options.reader.next();
      if (next === 'caughtUp') this.isLatest = true;
      else if (next === undefined) this.isEnded = true;
      else this.next = next;
    } catch (error) {
      this.failure = { error };
    }
  }
}

function playbackPool(remote: RemotePool, clock: PlaybackClock): PlaybackPool {
  const { connection$, failed$, faults$, joined$, left$, messages$, monitors$, network, peers$, stats$, traffic$ } =
    remote;
  return {
    ...{ connection$, failed$, faults$, joined$, left$, messages$, monitors$, network, peers$, stats$, traffic$ },
    on<C extends Message['command']>(command: C): Observable<PeerMessage<MessageOf<C>, MonitoredPeer>> {
      return remote.on(command);
    },
    scheduler: clock,
    sightingScheduler: remote.scheduler,
  } satisfies PlaybackPool;
}
