import { catchError, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import { TransportError } from '../base/errors.js';

/**
 * Connects again by transport v1 when the remote refuses v2: a node that supports only v1 closes the connection before it has sent
 * anything. Bitcoin Core decides in the same way (net.cpp, DisconnectNodes).
 *
 *     v2  ----#                 # TransportError V2_REFUSED
 *     v1      ----p------|
 *     out --------p------|
 *
 * Every other error is passed on, including errors of the second connection.
 *
 * @param connectByV1$ called with the text of the refusal; returns the connection by v1
 */
export function fallBackToV1<T>(connectByV1$: (reason: string) => Observable<T>): MonoTypeOperatorFunction<T> {
  return catchError((error: unknown) => {
    if (isV2Refusal(error)) return connectByV1$(error.message);
    throw error;
  });
}

/** Whether a v2 connection has ended because the remote supports only v1. */
export function isV2Refusal(error: unknown): error is TransportError {
  return error instanceof TransportError && error.code === 'V2_REFUSED';
}
