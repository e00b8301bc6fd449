import type { Observable } from 'rxjs';
import type { Message } from '../messages/table.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { ReadyPeer } from '../peer/peer.js';
import { peerSettings } from '../peer/peerSettings.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { connectBySettings } from './connectOver.js';
import { requireOptions } from '../base/optionChecks.js';
import { proxyUrlOf, withProxyFlag, type ProxyOptions } from '../transport/proxyOptions.js';
import { dialTcp } from '../transport/tcp.js';

/** The options of `connect` and `dial`, with those of the peer. */
export interface ConnectOptions<Msg extends Message = Message> extends Omit<PeerOptions<Msg>, 'proxy'>, ProxyOptions {
  /** A host name, an IPv4 or IPv6 address without brackets, an onion address (with `proxy`), or the path of a Unix socket: `unix:/run/node.sock`. */
  host: string;
  /** 1 to 65535. Default: the port of the network. Has no meaning for a Unix socket. */
  port?: number | undefined;
  /** The timeout of name resolution, all connection attempts and the handshake with the proxy together. Default 30_000. */
  connectTimeoutMs?: number | undefined;
}

/**
 * Opens a TCP connection to a remote, directly or through a SOCKS5 proxy, performs the handshake, and emits the peer when it is ready.
 *
 *     connect(…)  ---p------------|     p the ReadyPeer; completes when we close it
 *     connect(…)  ---p--------#         errors when the connection fails or the remote ends it
 *     connect(…)  ----#                 errors when dialling or the handshake fails
 *
 * Cold: subscribing dials, unsubscribing closes the peer. So `retry({ delay: 1000, resetOnSuccess: true })` reconnects. Do not use
 * `firstValueFrom(connect(…))`, which closes the peer that it resolves to: use `dial` instead. A consumer that subscribes synchronously in
 * `next` sees every message after the verack.
 *
 * With `transport: 'v2-or-v1'`, the default for Bitcoin, it dials twice if the remote refuses v2 (see `fallBackToV1`): `onPeer` is called for
 * each connection, and `peer.transport` shows the version that is used.
 *
 * Errors with a PeerError: TransportError `V2_REFUSED` (with `transport: 'v2'`), `CONNECT_FAILED`, `PROXY_FAILED`,
 * `CONNECTION_LOST`, `REMOTE_CLOSED`; PeerTimeoutError `CONNECT_TIMEOUT`,
 * `NEGOTIATION_TIMEOUT` and those of the conversations; RemoteProtocolError for a violation by the remote; at the call with LocalProtocolError
 * `INVALID_OPTION`.
 *
 * @example
 * connect({ network: bitcoin.mainnet, host: '127.0.0.1' }).subscribe((peer) => peer.on('inv').subscribe(console.log));
 */
export function connect<Msg extends Message = Message>(options: ConnectOptions<Msg>): Observable<ReadyPeer<Msg>> {
  requireOptions(options);
  const settings = peerSettings(withProxyFlag(options));
  const {
    host,
    isolate,
    network,
    port = network.defaultPort,
    connectTimeoutMs,
    scheduler = preciseScheduler,
  } = options;
  const proxy = proxyUrlOf(options);
  const duplex$ = dialTcp({ host, port, connectTimeoutMs, scheduler, proxy, isolate });
  return connectBySettings(duplex$, settings);
}
