import type { SchedulerLike } from 'rxjs';
import type { PeerError } from '../../base/errors.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../../base/optionChecks.js';
import { show } from '../../base/show.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import { DEFAULT_MAX_DECODED_BYTES } from '../events/eventJson.js';

/** Options of `serveEvents`. */
export interface ServeEventsOptions {
  /** The path of the stream, such as `/events`. If a router removes its own prefix, it is the remaining path. */
  path: string;
  /** The maximum number of clients; more are refused with status 503. 1 to 100,000. Default 100. */
  maxClients?: number | undefined;
  /** The maximum size of the events that wait for one client, in bytes; beyond it events are dropped and counted. Default 1 MiB. */
  maxQueuedBytes?: number | undefined;
  /** Messages with a larger payload, in bytes, are not decoded: their event has no field `message`. Default 64 KiB. */
  maxDecodedBytes?: number | undefined;
  /** The number of recent events that are kept for clients that connect again, 0 to 1,000,000. Default 1000. */
  maxRecentEvents?: number | undefined;
  /** The maximum size of the recent events, in bytes. Default 4 MiB. */
  maxRecentBytes?: number | undefined;
  /** How long events are collected for clients that connect again after the last one has left, in milliseconds. Default 30_000. */
  resumeMs?: number | undefined;
  /** Milliseconds between comments to an idle client, which keep proxies from closing the connection. Default 15_000. */
  heartbeatMs?: number | undefined;
  /** A client that reads nothing for this long is disconnected, in milliseconds; checked with each heartbeat. Default 60_000. */
  stallTimeoutMs?: number | undefined;
  /** How long a client waits before it connects again, in milliseconds. Default 3000. */
  retryMs?: number | undefined;
  /** The origins whose pages may read the stream, or `*` for all: CORS. Default: none but the page's own. */
  origins?: readonly string[] | '*' | undefined;
  /** Parameters of the query that the application reads itself, such as a token. Default: none; an unknown parameter is refused. */
  otherParameters?: readonly string[] | undefined;
  /** The clock and the timers. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
  /** Called if the source of events errors; its clients are disconnected. */
  onFault?: ((error: PeerError) => void) | undefined;
}

/** Checks the options and fills in the defaults. Errors with LocalProtocolError `INVALID_OPTION`, naming the option. */
export function serveEventsSettings(options: ServeEventsOptions) {
  const {
    heartbeatMs = 15_000,
    maxClients = 100,
    maxDecodedBytes = DEFAULT_MAX_DECODED_BYTES,
    maxQueuedBytes = 1024 * 1024,
    maxRecentBytes = 4 * 1024 * 1024,
    maxRecentEvents = 1000,
    origins,
    otherParameters = [],
    path,
    resumeMs = 30_000,
    retryMs = 3000,
    scheduler = preciseScheduler,
    stallTimeoutMs = 60_000,
  } = options;
  if (typeof path !== 'string' || !/^\/[^?#]*$/.test(path)) {
    invalidOption('path', `a path that begins with / expected, got ${show(path)}`);
  }
  requireInteger('maxClients', maxClients, 1, 100_000);
  requireInteger('maxQueuedBytes', maxQueuedBytes, 1024, 2 ** 30);
  requireInteger('maxDecodedBytes', maxDecodedBytes, 0, 2 ** 30);
  requireInteger('maxRecentEvents', maxRecentEvents, 0, 1_000_000);
  requireInteger('maxRecentBytes', maxRecentBytes, 0, 2 ** 30);
  requireInteger('resumeMs', resumeMs, 0, MAX_DELAY_MS);
  requireInteger('heartbeatMs', heartbeatMs, 1, MAX_DELAY_MS);
  requireInteger('stallTimeoutMs', stallTimeoutMs, 1, MAX_DELAY_MS);
  requireInteger('retryMs', retryMs, 0, MAX_DELAY_MS);
  if (origins !== undefined && origins !== '*' && !Array.isArray(origins)) {
    invalidOption('origins', `an array of origins or * expected, got ${show(origins)}`);
  }
  return {
    heartbeatMs,
    maxClients,
    maxDecodedBytes,
    maxQueuedBytes,
    maxRecentBytes,
    maxRecentEvents,
    origins,
    otherParameters,
    path,
    resumeMs,
    retryMs,
    scheduler,
    stallTimeoutMs,
  };
}
