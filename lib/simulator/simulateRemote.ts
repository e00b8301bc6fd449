import {
  catchError,
  concat,
  delay,
  EMPTY,
  ignoreElements,
  mergeMap,
  NEVER,
  Observable,
  repeat,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs';
import { connectedPeer } from '../connect/connectedPeer.js';
import type { Duplex } from '../base/duplex.js';
import type { ReadyPeer } from '../peer/peer.js';
import { peerSettings } from '../peer/peerSettings.js';
import { createSeededRandom } from '../collections/seededRandom.js';
import { listenTcp } from '../transport/tcp.js';
import { fatalViolation, minorViolation } from './protocolViolations.js';
import { remoteOptions, type RemoteOptions } from './remoteOptions.js';

export interface SimulateRemoteOptions extends RemoteOptions {
  host: string;
}

/** How long a leaver or a liar behaves, and how long a liar stays away: between once and twice as long. */
const PATIENCE_MS = 25_000;
const SMALL_LIE_MS = 10_000;
const AWAY_MS = 8000;
/** What was written last shall arrive before the connection ends. */
const FAREWELL_MS = 1000;

/**
 * One node of the simulated network: listens on TCP and behaves as its character.
 *
 *     simulateRemote(…)  -a----------b-----     a, b where it listens
 *
 * Only a liar moves: once it has broken the protocol nobody will have that address any more, so it comes back on another port.
 * Cold: unsubscribing ends it and its connections. Errors with TransportError `LISTEN_FAILED`.
 */
export function simulateRemote(options: SimulateRemoteOptions): Observable<{ host: string; port: number }> {
  const { profile: character, host, network, scheduler, seed } = options;
  const prng = createSeededRandom(seed, 'remote');
  const settings = peerSettings(remoteOptions(options));
  return stay().pipe(repeat({ delay: () => after(AWAY_MS) }));

  /** Listens at one address for as long as that is any good. */
  function stay(): Observable<{ host: string; port: number }> {
    // listenTcp() tells its port by a callback, which no operator lifts.
    return new Observable((subscriber) => {
      const duplex$ = listenTcp({ host, port: 0, onListening: (address) => subscriber.next(address) });
      const isUseless$ = duplex$.pipe(
        mergeMap((duplex) =>
          connectedPeer(duplex, settings).pipe(
            switchMap((peer) => misbehave(peer, duplex)),
            // The other side has ended it: what that means is the other side's business.
            catchError(() => EMPTY),
          ),
        ),
        delay(FAREWELL_MS, scheduler),
        take(1),
        ignoreElements(),
      );
      return isUseless$.subscribe(subscriber);
    });
  }

  /** Emits after between once and twice as long. */
  function after(ms: number): Observable<unknown> {
    return timer(ms + prng.below(ms), scheduler);
  }

  /** Emits when the address is of no use any more. */
  function misbehave(peer: ReadyPeer, duplex: Duplex): Observable<unknown> {
    switch (character.role) {
      case 'leaver':
        return after(PATIENCE_MS).pipe(
          tap(() => peer.close({ flushTimeoutMs: FAREWELL_MS })),
          ignoreElements(),
        );
      case 'liar':
        return concat(
          after(SMALL_LIE_MS).pipe(
            tap(() => duplex.write(minorViolation(network))),
            ignoreElements(),
          ),
          after(PATIENCE_MS).pipe(tap(() => duplex.write(fatalViolation(network, prng)))),
        );
      default:
        return NEVER;
    }
  }
}
