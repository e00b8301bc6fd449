import type { ClockScheduler } from '../../../base/clock.js';
import { LocalProtocolError } from '../../../base/errors.js';
import { MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import type { Message } from '../../../messages/table.js';
import type { Network } from '../../../networks/network.js';

/** Options of `fromNats`. */
export interface FromNatsOptions<Msg extends Message = Message> {
  /** The network whose monitors are read; its codecs decode the messages. */
  network: Network<Msg>;
  /** The names of the monitors to read. Default: all monitors. A monitor may start later. */
  monitors?: readonly string[] | undefined;
  /**
   * Begins with the records that the stream of `keepHistory` has from this time of day on, in milliseconds since 1970, as fast as they can be
   * processed, and continues with new ones. A peer that joined before is shown when its monitor publishes its versions again, within a minute of the
   * history. Default: only new records, without JetStream.
   */
  sinceMs?: number | undefined;
  /**
   * After this time without a record a monitor counts as ended, in milliseconds, 2000 to 2^31 - 1. Has no effect with `sinceMs`. Default
   * 10_000.
   */
  monitorTimeoutMs?: number | undefined;
  /** The maximum number of monitors, 1 to 10,000; further ones are ignored, with a fault. Default 1000. */
  maxMonitors?: number | undefined;
  /** The maximum number of peers of all monitors, 1 to 1,000,000; further ones are ignored, with a fault. Default 100,000. */
  maxPeers?: number | undefined;
  /** The maximum size of a record list whose chunks are joined, in bytes; each monitor has at most one incomplete list. Default 64 MiB. */
  maxListBytes?: number | undefined;
  /** False: the times of monitors are not corrected by the offsets of their clocks. Default true; with `sinceMs` false. */
  correctClocks?: boolean | undefined;
  /** Default preciseScheduler. */
  scheduler?: ClockScheduler | undefined;
}

/** Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function requireFromNatsOptions(options: FromNatsOptions): void {
  const { maxListBytes, maxMonitors, maxPeers, monitorTimeoutMs, monitors, sinceMs } = options;
  if (monitors !== undefined && monitors.length === 0)
    throw new LocalProtocolError(
      'INVALID_OPTION',
      'at least one name expected; leave it out for all monitors',
      'monitors',
    );
  if (sinceMs !== undefined) requireInteger('sinceMs', Math.floor(sinceMs), 0, Number.MAX_SAFE_INTEGER);
  if (monitorTimeoutMs !== undefined) requireInteger('monitorTimeoutMs', monitorTimeoutMs, 2000, MAX_DELAY_MS);
  if (maxMonitors !== undefined) requireInteger('maxMonitors', maxMonitors, 1, 10_000);
  if (maxPeers !== undefined) requireInteger('maxPeers', maxPeers, 1, 1_000_000);
  if (maxListBytes !== undefined) requireInteger('maxListBytes', maxListBytes, 1024, 2 ** 31);
}
