import { Observable } from 'rxjs';
import { connect } from '../connect.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import { toPeerError, type PeerError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import type { Network } from '../networks/network.js';
import type { Traffic } from '../peer/peer.js';
import { fetchAnnounced } from './fetchAnnounced.js';

/** What a watcher hears of one connection. */
export type WatchEvent =
  | { readonly kind: 'traffic'; readonly address: string; readonly traffic: Traffic }
  /** Trouble that did not end the connection. */
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | { readonly kind: 'ended'; readonly address: string; readonly error: PeerError };

export interface WatchPeerOptions {
  network: Network;
  host: string;
  port: number;
  /** Whether to ask for what the remote announces. */
  fetch: boolean;
}

/**
 * Connects and tells all that goes by, the handshake too; at the end, why it ended. Never errors.
 *
 *     watchPeer(…)  --t-t-f-t---(e|)
 */
export function watchPeer({ network, host, port, fetch }: WatchPeerOptions): Observable<WatchEvent> {
  // connect() gives the peer of the handshake to a callback, which no operator lifts.
  return new Observable((subscriber) =>
    connect({
      network,
      host,
      port,
      // One who watches wants to see what comes behind a broken message.
      onMalformed: 'drop',
      conversations: fetch ? [...defaultConversations(), fetchAnnounced()] : defaultConversations(),
      onPeer({ address, traffic$, faults$ }) {
        subscriber.add(traffic$.subscribe((traffic) => subscriber.next({ kind: 'traffic', address, traffic })));
        subscriber.add(faults$.subscribe((error) => subscriber.next({ kind: 'fault', address, error })));
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
    }),
  );
}
