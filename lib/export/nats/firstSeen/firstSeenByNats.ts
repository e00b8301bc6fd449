import type { NatsConnection } from '@nats-io/nats-core';
import { defer, type OperatorFunction } from 'rxjs';
import type { ClockScheduler } from '../../../base/clock.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import { show } from '../../../base/show.js';
import type { PeerIdentity } from '../../../monitor/peerMessage.js';
import { preciseScheduler } from '../../../peer/preciseScheduler.js';
import type { MonitorClocks } from '../clock/monitorClocks.js';
import { requireMonitorName } from '../monitorName.js';
import { WinnerComparison, type FirstSeenEvent, type TimedSighting } from './firstSeenEvent.js';
import { FirstSeenRace, type RaceSettings } from './firstSeenRace.js';
import { JetStreamFirstSeenStore, type FirstSeenStore } from './firstSeenStore.js';
import type { FirstSeenStreamOptions, FirstSeenStreamSettings } from './firstSeenStream.js';

/** Options of `firstSeenByNats`. */
export interface FirstSeenByNatsOptions extends FirstSeenStreamOptions {
  /** The name of this monitor, 1 to 100 characters. No other monitor of the network has it. */
  monitor: string;
  /** The clocks of the other monitors, see `monitorClocks`. Default: none, and delays are not corrected. */
  clocks?: Pick<MonitorClocks, 'offsetOf'> | undefined;
  /** Number of hashes whose winner is remembered, so that further sightings publish nothing, 1 to 2^24. Default 50_000, at most about 25 MB. */
  capacity?: number | undefined;
  /** Maximum number of hashes that are published at one time, 1 to 65_536. Default 512. */
  maxInFlight?: number | undefined;
  /** Maximum number of sightings that wait for NATS, those in flight included, 1 to 2^24. Default 10_000; further ones are dropped and counted. */
  maxQueued?: number | undefined;
  /** Time in milliseconds until a request is given up, 1 to 2^31 - 1. Default 5000. */
  timeoutMs?: number | undefined;
  /** The number of times that a claim is repeated if the server does not answer, 0 to 1000. Default 2. */
  retries?: number | undefined;
  /** Time in milliseconds between these attempts, 0 to 2^31 - 1. Default 1000. */
  retryDelayMs?: number | undefined;
  /** Clock of the sightings and of the timers. The same as that of `clocks`. Default preciseScheduler. */
  scheduler?: ClockScheduler | undefined;
}

/**
 * Finds out which of many monitors saw each hash first, without a coordinator: a JetStream stream accepts one message per hash, so the
 * monitor that publishes first wins.
 *
 *     sightings  --a-----b-a-----|      a, b = hashes; another monitor has published b
 *     events     ---w-----l-c----|      w = won (isFirst), l = lost with a delay, c = known, not published again
 *
 * Emits one event per sighting, those of one hash in order. Each hash costs one message per monitor, and a lost race one request more.
 * The stream `first-<network>` is created if it does not exist, with one message per subject `first.<network>.<hash>` (both names as `subjectToken`
 * writes them); see FirstSeenStreamOptions. A winner is the monitor that *published* first: if two monitors see a hash at nearly the same
 * time, the message of the later one may arrive first. A negative `delayMs` shows this.
 *
 * Failures do not count as a lost race. A full store, a server that does not answer, JetStream that is not enabled, and a payload that
 * cannot be parsed are events of the kind `fault`. They are counted per code and emitted once a second, and the stream does not error. A
 * claim is repeated `retries` times if the server does not answer; a later sighting of the same hash starts again. So a connection should
 * reconnect without end: `connect({ servers, maxReconnectAttempts: -1 })`.
 *
 * Stores at most `capacity` winners and `maxQueued` sightings per subscription. Completes with the source when every claim has ended, and errors with the
 * source. Errors with LocalProtocolError `INVALID_OPTION` at the call.
 * Source: docs.nats.io, "Streams" (`discard_new_per_subject`).
 *
 * @example
 * const clocks = monitorClocks(connection, { network: bitcoin.mainnet, monitor: 'zurich' });
 * pool.messages$
 *   .pipe(sightings(), firstSeenByNats(connection, { network: bitcoin.mainnet, monitor: 'zurich', clocks }))
 *   .subscribe((event) => {
 *     if (event.kind === 'fault') console.error(event.error.code, event.sightings);
 *     else if (event.isLocalFirst) console.log(event.key, event.winner.monitor, event.delayMs, event.clockErrorMs);
 *   });
 */
export function firstSeenByNats<P extends PeerIdentity = PeerIdentity>(
  connection: NatsConnection,
  options: FirstSeenByNatsOptions,
): OperatorFunction<TimedSighting<P>, FirstSeenEvent<P>> {
  const stream = streamSettings(options);
  const timeoutMs = options.timeoutMs ?? 5000;
  requireInteger('timeoutMs', timeoutMs, 1, MAX_DELAY_MS);
  return firstSeenIn(() => new JetStreamFirstSeenStore(connection, stream, timeoutMs), options);
}

/** The same with any store: one is created per subscription. */
export function firstSeenIn<P extends PeerIdentity = PeerIdentity>(
  createStore: () => FirstSeenStore,
  options: Omit<FirstSeenByNatsOptions, keyof FirstSeenStreamOptions>,
): OperatorFunction<TimedSighting<P>, FirstSeenEvent<P>> {
  const settings = raceSettings(options);
  const comparison = new WinnerComparison(settings.monitor, options.clocks);
  return (sighting$) => defer(() => new FirstSeenRace<P>(createStore(), comparison, settings).events(sighting$));
}

function streamSettings({
  network,
  storage = 'file',
  maxBytes = 256 * 1024 * 1024,
  maxAgeMs = 3_600_000,
  replicas = 1,
}: FirstSeenStreamOptions): FirstSeenStreamSettings {
  if (!['file', 'memory'].includes(storage)) invalidOption('storage', `file or memory expected, got ${show(storage)}`);
  requireInteger('maxBytes', maxBytes, 1, Number.MAX_SAFE_INTEGER);
  requireInteger('maxAgeMs', maxAgeMs, 100, MAX_DELAY_MS);
  requireInteger('replicas', replicas, 1, 5);
  return { network, storage, maxBytes, maxAgeMs, replicas };
}

function raceSettings({
  monitor,
  capacity = 50_000,
  maxInFlight = 512,
  maxQueued = 10_000,
  retries = 2,
  retryDelayMs = 1000,
  scheduler = preciseScheduler,
}: Omit<FirstSeenByNatsOptions, keyof FirstSeenStreamOptions>): RaceSettings {
  requireMonitorName('monitor', monitor);
  requireInteger('capacity', capacity, 1, 2 ** 24);
  requireInteger('maxInFlight', maxInFlight, 1, 65_536);
  requireInteger('maxQueued', maxQueued, 1, 2 ** 24);
  requireInteger('retries', retries, 0, 1000);
  requireInteger('retryDelayMs', retryDelayMs, 0, MAX_DELAY_MS);
  return { monitor, capacity, maxInFlight, maxQueued, retries, retryDelayMs, scheduler };
}
