import { map, merge, NEVER, Observable, timer, type SchedulerLike } from 'rxjs';
import { connect } from '../connect/connect.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { toPeerError, type PeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { Network } from '../networks/network.js';
import type { Peer } from '../peer/peer.js';
import type { Traffic } from '../peer/streams/traffic.js';
import type { TargetEnded } from './eachTarget.js';
import { fetchAnnounced } from './fetchAnnounced.js';

/** How long a connection may take before `onSlow` is called. */
const SLOW_MS = 1000;

/** What happens on one connection. */
export type WatchEvent =
  | { readonly kind: 'traffic'; readonly address: string; readonly traffic: Traffic }
  /** An error that did not end the connection. */
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | TargetEnded;

export interface WatchPeerOptions {
  network: Network;
  host: string;
  port: number;
  /** Whether to ask for what the remote announces. */
  fetch: boolean;
  /** Closes the peer when it emits; the events of the end are still emitted. Unsubscribing closes the peer, too. Default: never. */
  stop$?: Observable<unknown> | undefined;
  /** Called with the state of the connection if the handshake takes longer than 1 s. Default: nothing is called. */
  onSlow?: ((state: string) => void) | undefined;
  /** The clock of the connection. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Connects and emits every message in both directions, those of the handshake too; at the end, the reason. Never errors.
 *
 *     watchPeer(…)  --t-t-f-t---(e|)
 */
export function watchPeer(options: WatchPeerOptions): Observable<WatchEvent> {
  return observePeer<WatchEvent>(options, trafficOf);
}

/** The messages of this peer in both directions, and its faults. */
export function trafficOf({ address, faults$, traffic$ }: Peer): Observable<WatchEvent> {
  return merge(
    traffic$.pipe(map((traffic) => ({ kind: 'traffic', address, traffic }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address, error }) as const)),
  );
}

/**
 * Connects, and emits what `project` makes of the peer, from before its first byte; at the end, the reason. Never errors.
 */
export function observePeer<E>(
  { network, host, port, fetch, stop$ = NEVER, onSlow, scheduler = preciseScheduler }: WatchPeerOptions,
  project: (peer: Peer) => Observable<E>,
): Observable<E | TargetEnded> {
  // connect() hands out the peer of the handshake by a callback, which no operator lifts.
  return new Observable((subscriber) => {
    let isConnected = false;
    const slow = timer(SLOW_MS, scheduler).subscribe(() => {
      const place = formatHostPort(host, port);
      onSlow?.(isConnected ? `connected to ${place}, waiting for the handshake …` : `connecting to ${place} …`);
    });
    subscriber.add(slow);
    const connection = connect({
      network,
      host,
      port,
      scheduler,
      // Who watches a node wants to see what it sends after a malformed message.
      onMalformed: 'drop',
      conversations: fetch ? [...defaultConversations(), fetchAnnounced()] : defaultConversations(),
      onPeer(peer) {
        isConnected = true;
        subscriber.add(project(peer).subscribe((event) => subscriber.next(event)));
      },
    }).subscribe({
      next: () => slow.unsubscribe(),
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
