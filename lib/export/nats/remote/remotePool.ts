import type { Observable } from 'rxjs';
import type { MessageStream } from '../../../iterable/messageStream.js';
import type { LossyStreamOptions } from '../../../iterable/streamOptions.js';
import type { Message, MessageOf } from '../../../messages/table.js';
import type { PeerMessage } from '../../../monitor/peerMessage.js';
import type { ObservedPeer, ObservedPool } from '../../../pool/observedPool.js';
import type { ClockScheduler } from '../../../base/clock.js';
import type { PoolStats } from '../../../pool/observedPool.js';

/** A peer of a monitor on another machine. */
export type MonitoredPeer<Msg extends Message = Message> = ObservedPeer<Msg> & {
  /** The name of the monitor that has the connection. */
  readonly monitor: string;
};

/** The status of a monitor. */
export interface MonitorStatus {
  /** Its name. */
  readonly monitor: string;
  /** False if it has ended, or has sent nothing for `monitorTimeoutMs`. */
  readonly isAlive: boolean;
  /** When it was started: time of day, in milliseconds since 1970; absent before its first heartbeat. */
  readonly startedAtMs?: number;
  /** The version of rxpeer that it runs; absent before its first heartbeat. */
  readonly version?: string;
  /** The number of its ready peers. */
  readonly peers: number;
  /** Records that were received: messages and events. */
  readonly receivedRecords: number;
  /** Records that were lost: by its queue, the server, the network or this reader. */
  readonly lostRecords: number;
  /** Messages that its queue dropped, from its last heartbeat; they are among the lost records. */
  readonly droppedMessages: number;
  /** Its clock minus the clock of this process, in milliseconds; times are corrected by this value. 0 if it was not measured. */
  readonly clockOffsetMs: number;
  /** Maximum error of `clockOffsetMs` in milliseconds; absent if it was not measured. */
  readonly clockErrorMs?: number;
  /** The figures of its pool, from its last heartbeat; absent if it publishes a single peer. */
  readonly pool?: PoolStats;
}

/**
 * The peers of all monitors of a network, as one pool. Peers have the streams and the state of a `Peer`, and the name of their monitor,
 * but no methods that send.
 */
export interface RemotePool<Msg extends Message = Message> extends ObservedPool<Msg, MonitoredPeer<Msg>> {
  /** Emits each connection that a monitor publishes before its handshake is complete, too; `local` and `remote` are absent until then. */
  readonly connection$: Observable<MonitoredPeer<Msg>>;
  /** The monitors that have published anything, in the order of their names; replays the current values. At most one emission per second. */
  readonly monitors$: Observable<readonly MonitorStatus[]>;
  /**
   * The clock of the records: while one is processed, `now()` and `wallMs()` show its time, corrected by the clock offset of its monitor.
   * Pass it to `firstSeen` and `propagation`, so that delays do not include the way through NATS.
   */
  readonly scheduler: ClockScheduler;
  /**
   * The messages of all peers with this command, or all messages, for a `for await` loop. Another machine cannot be paused, so the option
   * `overflow` is required: `'latest'` keeps the newest message while the loop is busy, `'last'` the newest `size` ones.
   *
   * The loop ends when the pool is closed, and throws the signal's reason at once if the signal aborts. Errors at the call with LocalProtocolError
   * `UNKNOWN_COMMAND` and `INVALID_OPTION`. For the messages of one peer, use `toAsyncIterable(peer.on('inv'), options)`.
   */
  stream<C extends Msg['command']>(
    command: C,
    options: LossyStreamOptions,
  ): MessageStream<PeerMessage<MessageOf<C, Msg>, MonitoredPeer<Msg>>>;
  stream(options: LossyStreamOptions): MessageStream<PeerMessage<Msg, MonitoredPeer<Msg>>>;
  /** Ends the subscription to the server; the connection stays open. All streams complete. Later calls do nothing. */
  close(): void;
}
