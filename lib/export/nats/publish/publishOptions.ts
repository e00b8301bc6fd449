import type { Observable } from 'rxjs';
import type { ClockScheduler } from '../../../base/clock.js';
import { MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import { requireMonitorName } from '../monitorName.js';
import type { Peer } from '../../../peer/peer.js';

/** Options of `publishTo`. */
export interface PublishOptions {
  /** The name of this vantage point, unique on the server: 1 to 100 characters. */
  monitor: string;
  /** Only messages with these commands are published; `unknown` matches all commands that the network's table does not have. Default: all. */
  commands?: readonly string[] | undefined;
  /** False: messages are published without their payload, so a reader counts them and does not decode them. Default true. */
  payloads?: boolean | undefined;
  /**
   * True: each message is also published alone, as its raw payload with headers, on `rxpeer.<network>.<monitor>.<peer>.<received|sent>.<command>`.
   * Takes several times as long as record lists. Default false.
   */
  perCommand?: boolean | undefined;
  /**
   * Emits each connection of a pool before its first byte, as the pool's option `onPeer` does, so that the handshake is published, too. Default: the
   * peers of the pool, from the end of their handshake on.
   */
  connection$?: Observable<Peer> | undefined;
  /** The time between two snapshots of each peer's statistics in milliseconds, 100 to 2^31 - 1. Default 5000. */
  stateIntervalMs?: number | undefined;
  /**
   * The maximum size of the lists that wait for the server, in bytes. Beyond it records are dropped and counted. A single message that is
   * larger than this is dropped and counted, too. A list counts its buffer, at most twice its size, and 512 bytes. Default 16 MiB.
   */
  maxQueuedBytes?: number | undefined;
  /** Default preciseScheduler. */
  scheduler?: ClockScheduler | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requirePublishOptions({ maxQueuedBytes, monitor, stateIntervalMs }: PublishOptions): void {
  requireMonitorName('monitor', monitor);
  if (stateIntervalMs !== undefined) requireInteger('stateIntervalMs', stateIntervalMs, 100, MAX_DELAY_MS);
  if (maxQueuedBytes !== undefined) requireInteger('maxQueuedBytes', maxQueuedBytes, 1, Number.MAX_SAFE_INTEGER);
}
