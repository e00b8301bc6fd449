import { catchError, defer, EMPTY, finalize, mergeMap, tap, type Observable } from 'rxjs';
import { lifeOf } from './connect.js';
import type { Duplex } from './duplex.js';
import type { Message } from './messages/table.js';
import { requireInteger } from './optionChecks.js';
import { createPeer } from './peer/createPeer.js';
import { requirePeerOptions, type PeerOptions } from './peer/options.js';
import type { ReadyPeer } from './peer/peer.js';
import { listenTcp } from './transport/tcp.js';

export interface ListenOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 takes a free one, which `onListening` tells. Default: the network's. */
  port?: number | undefined;
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
  /** Connections at a time; what is beyond is closed at once. Default 125 (Bitcoin Core, DEFAULT_MAX_PEER_CONNECTIONS). */
  maxPeers?: number | undefined;
  /** Those among them whose handshake is not made yet. Default 64. */
  maxHandshaking?: number | undefined;
}

/**
 * Accepts connections, makes the handshake with each, and emits each peer once it is ready.
 *
 *     listen(…)  ---p----q---         p, q ReadyPeers, each with its own end on `closed$`
 *
 * Cold: subscribing listens, unsubscribing stops accepting and closes its peers. A remote that fails its handshake is seen in
 * `onPeer` alone. Errors with TransportError `LISTEN_FAILED` only; at the call with LocalProtocolError `INVALID_OPTION`.
 */
export function listen<Msg extends Message = Message>(options: ListenOptions<Msg>): Observable<ReadyPeer<Msg>> {
  requirePeerOptions(options as PeerOptions);
  const { network, host = '127.0.0.1', port = network.defaultPort, maxPeers = 125, maxHandshaking = 64 } = options;
  requireInteger('port', port, 0, 65_535);
  requireInteger('maxPeers', maxPeers, 1, 1_000_000);
  requireInteger('maxHandshaking', maxHandshaking, 1, 1_000_000);
  return defer(() => {
    let open = 0;
    let handshaking = 0;

    function admit(duplex: Duplex): Observable<ReadyPeer<Msg>> {
      let isReady = false;
      open += 1;
      handshaking += 1;
      return lifeOf(createPeer(duplex, options)).pipe(
        tap(() => {
          isReady = true;
          handshaking -= 1;
        }),
        // The peer's end is told by its own closed$; it does not end the others.
        catchError(() => EMPTY),
        finalize(() => {
          open -= 1;
          if (!isReady) handshaking -= 1;
        }),
      );
    }

    return listenTcp({ host, port, onListening: options.onListening ?? (() => undefined) }).pipe(
      mergeMap((duplex) => (open < maxPeers && handshaking < maxHandshaking ? admit(duplex) : turnAway(duplex))),
    );
  });
}

function turnAway(duplex: Duplex): Observable<never> {
  duplex.close();
  return EMPTY;
}
