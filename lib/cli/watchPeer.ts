import { map, merge, NEVER, Observable } from 'rxjs';
import { connect } from '../connect.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import { toPeerError, type PeerError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import type { Network } from '../networks/network.js';
import type { Peer, Traffic } from '../peer/peer.js';
import type { TargetEnded } from './eachTarget.js';
import { fetchAnnounced } from './fetchAnnounced.js';

/** What a watcher hears of one connection. */
export type WatchEvent =
  | { readonly kind: 'traffic'; readonly address: string; readonly traffic: Traffic }
  /** Trouble that did not end the connection. */
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | TargetEnded;

export interface WatchPeerOptions {
  network: Network;
  host: string;
  port: number;
  /** Whether to ask for what the remote announces. */
  fetch: boolean;
  /** Closes the peer, and what is told of its end is heard. Unsubscribing closes it, too. Default: never. */
  stop$?: Observable<unknown> | undefined;
}

/**
 * Connects and tells all that goes by, the handshake too; at the end, why it ended. Never errors.
 *
 *     watchPeer(…)  --t-t-f-t---(e|)
 */
export function watchPeer(options: WatchPeerOptions): Observable<WatchEvent> {
  return observePeer<WatchEvent>(options, trafficOf);
}

/** What goes by of this peer, and its faults. */
export function trafficOf({ address, faults$, traffic$ }: Peer): Observable<WatchEvent> {
  return merge(
    traffic$.pipe(map((traffic) => ({ kind: 'traffic', address, traffic }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address, error }) as const)),
  );
}

/**
 * Connects, and tells what `project` makes of the peer from before its first byte; at the end, why it ended. Never errors.
 */
export function observePeer<E>(
  { network, host, port, fetch, stop$ = NEVER }: WatchPeerOptions,
  project: (peer: Peer) => Observable<E>,
): Observable<E | TargetEnded> {
  // connect() gives the peer of the handshake to a callback, which no operator lifts.
  return new Observable((subscriber) => {
    const connection = connect({
      network,
      host,
      port,
      // One who watches wants to see what comes behind a broken message.
      onMalformed: 'drop',
      conversations: fetch ? [...defaultConversations(), fetchAnnounced()] : defaultConversations(),
      onPeer(peer) {
        subscriber.add(project(peer).subscribe((event) => subscriber.next(event)));
      },
    }).subscribe({
      error(error: unknown) {
        subscriber.next({
          kind: 'ended',
          address: formatHostPort(host, port),
          error: toPeerError(error, 'connecting'),
        });
        subscriber.complete();
      },
    });
    subscriber.add(connection);
    subscriber.add(
      stop$.subscribe(() => {
        connection.unsubscribe();
        subscriber.complete();
      }),
    );
  });
}
