import { catchError, concat, defer, EMPTY, map, of, repeat, switchMap, tap, timer, type Observable } from 'rxjs';
import { isPeerError, type ReadyPeer } from 'rxpeer';

/** The state of the connection, and what it delivers. */
export type Connection<T> =
  | { readonly state: 'connecting' }
  | { readonly state: 'connected'; readonly peer: ReadyPeer }
  | { readonly state: 'delivered'; readonly value: T }
  | { readonly state: 'waiting'; readonly error: unknown; readonly delayMs: number }
  | { readonly state: 'stopped'; readonly error: unknown };

/** The delay before the second attempt; each further failure doubles it. */
const FIRST_DELAY_MS = 1000;
const MAX_DELAY_MS = 30_000;

/**
 * Connects, runs `project` with the peer, and connects again after the end of the connection: after 1 s, then 2 s, up to 30 s. A connection that
 * has delivered something starts with 1 s again. A wrong option, such as an invalid URL, is not tried again.
 *
 *     keepConnected(…)  c--r-v-v--w----c--r-v--     c connecting, r connected, v delivered, w waiting
 */
export function keepConnected<T>(
  peer$: Observable<ReadyPeer>,
  project: (peer: ReadyPeer) => Observable<T>,
): Observable<Connection<T>> {
  return defer(() => {
    let delayMs = FIRST_DELAY_MS;
    let hasStopped = false;

    function usePeer(peer: ReadyPeer): Observable<Connection<T>> {
      const delivered$ = project(peer).pipe(
        tap(() => (delayMs = FIRST_DELAY_MS)),
        map((value): Connection<T> => ({ state: 'delivered', value })),
      );
      return concat(of<Connection<T>>({ state: 'connected', peer }), delivered$);
    }

    function onFailure(error: unknown): Observable<Connection<T>> {
      hasStopped = isPeerError(error) && error.code === 'INVALID_OPTION';
      return of(hasStopped ? { state: 'stopped', error } : { state: 'waiting', error, delayMs });
    }

    function afterDelay(): Observable<unknown> {
      if (hasStopped) return EMPTY;
      const next$ = timer(delayMs);
      delayMs = Math.min(delayMs * 2, MAX_DELAY_MS);
      return next$;
    }

    return concat(of<Connection<T>>({ state: 'connecting' }), peer$.pipe(switchMap(usePeer))).pipe(
      catchError(onFailure),
      repeat({ delay: afterDelay }),
    );
  });
}
