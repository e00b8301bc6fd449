import { switchMap, type Observable } from 'rxjs';
import type { Message } from '../messages/table.js';
import { MAX_DELAY_MS, requireHost, requireInteger } from '../base/optionChecks.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { ReadyPeer } from '../peer/peer.js';
import { peerSettings } from '../peer/peerSettings.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { connectedPeer } from './connectedPeer.js';
import { dialTcp } from '../transport/tcp.js';

export interface ConnectOptions<Msg extends Message = Message> extends PeerOptions<Msg> {
  host: string;
  /** Default: the network's. */
  port?: number | undefined;
  /** Default 30_000. */
  connectTimeoutMs?: number | undefined;
}

/**
 * Dials a remote by TCP, makes the handshake, and emits the peer once it is ready.
 *
 *     connect(…)  ---p------------|     p the ReadyPeer; completes when we close it
 *     connect(…)  ---p--------#         errors when the connection fails or the remote ends it
 *     connect(…)  ----#                 errors when dialling or the handshake fails
 *
 * Cold: subscribing dials, unsubscribing closes the peer. So `firstValueFrom(connect(…))` closes the peer that it gives: for one of
 * your own use `dial`. So, too, `retry({ delay: 1000, resetOnSuccess: true })` reconnects. A consumer that subscribes synchronously in
 * `next` sees every message after the verack.
 *
 * Errors with a PeerError: TransportError `CONNECT_FAILED`, `CONNECTION_LOST`, `REMOTE_CLOSED`, PeerTimeoutError `CONNECT_TIMEOUT`,
 * `NEGOTIATION_TIMEOUT` and those of the conversations, RemoteProtocolError for what the remote did wrong; at the call with
 * LocalProtocolError `INVALID_OPTION`.
 */
export function connect<Msg extends Message = Message>(options: ConnectOptions<Msg>): Observable<ReadyPeer<Msg>> {
  const settings = peerSettings(options);
  const { host, network, port = network.defaultPort, connectTimeoutMs = 30_000 } = options;
  requireHost('host', host ?? '');
  requireInteger('port', port, 1, 65_535);
  requireInteger('connectTimeoutMs', connectTimeoutMs, 1, MAX_DELAY_MS);
  const scheduler = options.scheduler ?? preciseScheduler;
  return dialTcp({ host, port, connectTimeoutMs, scheduler }).pipe(
    switchMap((duplex) => connectedPeer<Msg>(duplex, settings)),
  );
}
