import type { Observable } from 'rxjs';
import type { Message } from '../messages/table.js';
import { requireFunction, requireHost, requireInteger } from '../base/optionChecks.js';
import { requirePeerOptions, type PeerOptions } from '../peer/peerOptions.js';
import type { ReadyPeer } from '../peer/peer.js';
import { listenTcp } from '../transport/tcp.js';
import { acceptPeers, type AcceptOptions } from './acceptPeers.js';

/** The options of `listen`, with those of each peer. */
export interface ListenOptions<Msg extends Message = Message> extends AcceptOptions<Msg> {
  /** The local address or host name to listen at. Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 chooses a free port, which `onListening` reports. Default: the port of the network. */
  port?: number | undefined;
  /** Called with the local address and port when the server listens. */
  onListening?: ((address: { host: string; port: number }) => void) | undefined;
}

/**
 * Accepts TCP connections, performs the handshake with each, and emits each peer when it is ready.
 *
 *     listen(…)  ---p----q---         p, q ReadyPeers; the `closed$` of each emits its end
 *
 * Cold: subscribing listens, unsubscribing stops listening and closes the peers. A connection whose handshake fails is visible to `onPeer`
 * only. A peer that is evicted ends as if we had closed it. Errors only with TransportError `LISTEN_FAILED`; at the call with
 * LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * listen({ network: bitcoin.regtest }).subscribe((peer) => console.log(peer.address, peer.remote.userAgent));
 */
export function listen<Msg extends Message = Message>(options: ListenOptions<Msg>): Observable<ReadyPeer<Msg>> {
  requirePeerOptions(options as PeerOptions);
  const { network, host = '127.0.0.1', port = network.defaultPort, onListening = () => undefined } = options;
  requireHost('host', host);
  requireInteger('port', port, 0, 65_535);
  requireFunction('onListening', onListening);
  return acceptPeers(listenTcp({ host, port, onListening }), options);
}
