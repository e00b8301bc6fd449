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
import { fatalViolation, minorViolation } from './protocolViolations.js';
import { remoteOptions, type RemoteOptions } from './remoteOptions.js';

/** Options of `simulateRemote`. */
export interface SimulateRemoteOptions extends RemoteOptions {
  /** The address to listen on. */
  host: string;
}

/** Delays of a leaver's close, of a liar's violations, and until a liar listens again. Each takes 1 to 2 times the constant. */
const MISBEHAVE_MS = 25_000;
const MINOR_VIOLATION_MS = 10_000;
const OFFLINE_MS = 8000;
/** Time for the last bytes to leave before the connection is closed. */
const FLUSH_TIMEOUT_MS = 1000;

/**
 * Simulates one node of the simulated network: it listens and behaves as its profile describes.
 *
 *     simulateRemote(…)  -a----------b-----     a, b the addresses on which it listens
 *
 * Only a liar changes its address: peers do not dial an address again after a protocol violation, so it then listens on another port.
 * Cold: unsubscribing closes the listener and its connections. Errors with TransportError `LISTEN_FAILED`.
 */
export function simulateRemote(options: SimulateRemoteOptions): Observable<{ host: string; port: number }> {
  const { profile, host, network, scheduler, seed, sockets } = options;
  const prng = createSeededRandom(seed, 'remote');
  const settings = peerSettings(remoteOptions(options));
  return listenUntilUseless().pipe(repeat({ delay: () => afterRandom(OFFLINE_MS) }));

  /** Listens on one port until the node has violated the protocol. */
  function listenUntilUseless(): Observable<{ host: string; port: number }> {
    // Not an operator: Sockets.listen passes its port to a callback.
    return new Observable((subscriber) => {
      const duplex$ = sockets.listen({ host, port: 0, onListening: (address) => subscriber.next(address) });
      const fatalViolation$ = duplex$.pipe(
        mergeMap((duplex) =>
          connectedPeer(duplex, settings).pipe(
            switchMap((peer) => misbehave(peer, duplex)),
            // The other side has closed the connection: the node keeps listening, for any reason of the close.
            catchError(() => EMPTY),
          ),
        ),
        delay(FLUSH_TIMEOUT_MS, scheduler),
        take(1),
        ignoreElements(),
      );
      return fatalViolation$.subscribe(subscriber);
    });
  }

  /** Emits once after a random time of 1 to 2 times `ms`. */
  function afterRandom(ms: number): Observable<unknown> {
    return timer(ms + prng.below(ms), scheduler);
  }

  /** Emits when the node has sent a fatal violation. */
  function misbehave(peer: ReadyPeer, duplex: Duplex): Observable<unknown> {
    switch (profile.role) {
      case 'leaver':
        return afterRandom(MISBEHAVE_MS).pipe(
          tap(() => peer.close({ flushTimeoutMs: FLUSH_TIMEOUT_MS })),
          ignoreElements(),
        );
      case 'liar':
        return concat(
          afterRandom(MINOR_VIOLATION_MS).pipe(
            tap(() => duplex.write(minorViolation(network))),
            ignoreElements(),
          ),
          afterRandom(MISBEHAVE_MS).pipe(tap(() => duplex.write(fatalViolation(network, prng)))),
        );
      default:
        return NEVER;
    }
  }
}
