import { map, merge, NEVER, Observable, timer, type SchedulerLike } from 'rxjs';
import { connect } from '../connect/connect.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { toPeerError, type PeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { Network } from '../networks/network.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { fetchAnnounced } from './fetchAnnounced.js';
import type { TargetEnded, WatchEvent } from './watchEvent.js';

/** After this time without a completed handshake `onSlow` is called. */
const SLOW_CONNECT_MS = 1000;

export interface WatchPeerOptions {
  network: Network;
  host: string;
  port: number;
  /** Request the blocks and transactions that the remote announces. */
  fetch: boolean;
  /** The SOCKS5 proxy through which the remote is dialled. Default: none. */
  proxy?: string | undefined;
  /** Closes the peer when it emits, and completes. Unsubscribing closes the peer, too. Default: never emits. */
  stop$?: Observable<unknown> | undefined;
  /** Called once with the state of the connection if the handshake takes longer than 1 s. */
  onSlow?: ((state: string) => void) | undefined;
  /** Called with the peer when the transport is connected, before its first byte. */
  onPeer?: ((peer: Peer) => void) | undefined;
  /** Called with the error of a connection that could not be opened: it has no peer. */
  onFailed?: ((error: PeerError) => void) | undefined;
  /** Called with each peer whose handshake completed. */
  onReady?: ((peer: ReadyPeer) => void) | undefined;
  /** The clock of the connection. Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Connects, and emits every message in both directions, those of the handshake included; at the end, the reason. Never errors.
 *
 *     watchPeer(…)  --t-t-f-t---(e|)     t message, f fault, e end
 */
export function watchPeer(options: WatchPeerOptions): Observable<WatchEvent> {
  return observePeer<WatchEvent>(options, watchEvents);
}

/** The messages of this peer in both directions, and its faults. */
export function watchEvents({ address, faults$, traffic$ }: Peer): Observable<WatchEvent> {
  return merge(
    traffic$.pipe(map((traffic) => ({ kind: 'traffic', address, traffic }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address, error }) as const)),
  );
}

/**
 * Connects, calls `project` with the peer before its first byte, and emits the values of the returned Observable; at the end, the reason.
 * Never errors.
 */
export function observePeer<E>(
  options: WatchPeerOptions,
  project: (peer: Peer) => Observable<E>,
): Observable<E | TargetEnded> {
  const {
    network,
    host,
    port,
    fetch,
    proxy,
    stop$ = NEVER,
    onFailed,
    onReady,
    onSlow,
    scheduler = preciseScheduler,
  } = options;
  // connect() passes the peer to the callback onPeer before the handshake; no operator turns that into an Observable.
  return new Observable((subscriber) => {
    const address = formatHostPort(host, port);
    let isConnected = false;
    const slow = timer(SLOW_CONNECT_MS, scheduler).subscribe(() => {
      onSlow?.(isConnected ? `connected to ${address}, waiting for the handshake …` : `connecting to ${address} …`);
    });
    subscriber.add(slow);
    const connection = connect({
      network,
      host,
      port,
      proxy,
      scheduler,
      // So that the messages after a malformed one are shown, too.
      onMalformed: 'drop',
      conversations: fetch ? [...defaultConversations(), fetchAnnounced()] : defaultConversations(),
      onPeer(peer) {
        isConnected = true;
        options.onPeer?.(peer);
        subscriber.add(project(peer).subscribe((event) => subscriber.next(event)));
      },
    }).subscribe({
      next(peer) {
        slow.unsubscribe();
        onReady?.(peer);
      },
      error(error: unknown) {
        const reason = toPeerError(error, 'connecting');
        if (!isConnected) onFailed?.(reason);
        subscriber.next({ kind: 'ended', address, error: reason });
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
