import { defer, take, throwIfEmpty, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { PeerTimeoutError, TransportError } from '../base/errors.js';
import { deadline } from '../operators/deadline.js';

/** The options of `dialOnce`. */
export interface DialOnceOptions {
  /** Opens a connection: the option `dial` of a pool or a broadcast. */
  dial: (address: { host: string; port: number }) => Observable<Duplex>;
  connectTimeoutMs: number;
  scheduler: SchedulerLike;
}

/**
 * Emits the first duplex of `dial`, and completes.
 *
 * Errors with TransportError `CONNECT_FAILED` if `dial` completes without one, PeerTimeoutError `CONNECT_TIMEOUT`, and the errors of `dial`.
 *
 * @param address `key` names it in errors
 */
export function dialOnce(
  { host, key, port }: { host: string; key: string; port: number },
  { connectTimeoutMs, dial, scheduler }: DialOnceOptions,
): Observable<Duplex> {
  const failure = `no connection to ${key}`;
  const emptyError = (): Error => new TransportError('CONNECT_FAILED', `${failure}: dial completed without one`);
  const timeoutError = (): Error =>
    new PeerTimeoutError('CONNECT_TIMEOUT', `${failure} within ${connectTimeoutMs} ms`, connectTimeoutMs);
  return defer(() => dial({ host, port })).pipe(
    take(1),
    throwIfEmpty(emptyError),
    deadline({ timeoutMs: connectTimeoutMs, error: timeoutError, scheduler }),
  );
}
