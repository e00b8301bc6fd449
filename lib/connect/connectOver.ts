import { switchMap, type Observable } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import type { Message } from '../messages/table.js';
import type { PeerOptions } from '../peer/peerOptions.js';
import type { ReadyPeer } from '../peer/peer.js';
import { peerSettings, type PeerSettings } from '../peer/peerSettings.js';
import { fallBackToV1 } from './fallBackToV1.js';
import { connectedPeer } from './connectedPeer.js';

/**
 * Opens a connection over any transport, performs the handshake, and emits the peer when it is ready. Use it in place of `connect` for a
 * WebSocket, for memory, or for your own transport.
 *
 *     connectOver(duplex$, …)  ---p------------|     p the ReadyPeer; completes when we close it
 *     connectOver(duplex$, …)  ---p--------#         errors when the connection fails or the remote ends it
 *     connectOver(duplex$, …)  ----#                 errors when opening or the handshake fails
 *
 * Cold: subscribing opens a connection, unsubscribing closes the peer. So `retry({ delay: 1000, resetOnSuccess: true })` reconnects.
 *
 * With `transport: 'v2-or-v1'`, the default for Bitcoin, it subscribes to `duplex$` again if the remote refuses v2 (see `fallBackToV1`).
 *
 * Errors with the error of `duplex$` and those of `connect`; at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @param duplex$ opens one connection for each subscription, and emits it
 *
 * @example
 * const duplex$ = defer(() => of(webSocketDuplex(url)));
 * connectOver(duplex$, { network: bitcoin.regtest }).subscribe((peer) => peer.on('inv').subscribe(console.log));
 */
export function connectOver<Msg extends Message = Message>(
  duplex$: Observable<Duplex>,
  options: PeerOptions<Msg>,
): Observable<ReadyPeer<Msg>> {
  return connectBySettings(duplex$, peerSettings(options));
}

/** `connectOver` with checked options. */
export function connectBySettings<Msg extends Message = Message>(
  duplex$: Observable<Duplex>,
  settings: PeerSettings,
): Observable<ReadyPeer<Msg>> {
  const connectBy$ = (transport: 'v1' | 'v2', fallback?: string): Observable<ReadyPeer<Msg>> =>
    duplex$.pipe(switchMap((duplex) => connectedPeer<Msg>(duplex, { ...settings, transport, fallback })));
  if (settings.transport !== 'v2-or-v1') return connectBy$(settings.transport);
  return connectBy$('v2').pipe(fallBackToV1((reason) => connectBy$('v1', reason)));
}
