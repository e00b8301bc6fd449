import { connect as connectSocket, type Socket } from 'node:net';
import { map, Observable, switchMap, type SchedulerLike } from 'rxjs';
import { firstConnected } from './firstConnected.js';
import type { Endpoint } from './proxyUrl.js';
import { addressesOf } from './tcpAddresses.js';
import { READ_BUFFER } from './tcpDuplex.js';

/** A connected socket that reads into READ_BUFFER, and from which nothing was read yet. It is paused. */
export interface OpenedSocket {
  readonly socket: Socket;
  /**
   * Called with each chunk, which is valid until it returns; false stops reading. The owner sets it before it resumes the socket, and replaces it
   * when it passes the socket on.
   */
  onChunk: (chunk: Uint8Array) => boolean;
}

/**
 * Connects a socket, emits it, and completes. A name is resolved by the operating system and dialled by "happy eyeballs".
 *
 * Cold. Unsubscribing before the emission destroys the sockets; the subscriber owns the one that is emitted. Errors with the system's error.
 */
export function openSocket(endpoint: Endpoint, scheduler: SchedulerLike): Observable<OpenedSocket> {
  if (endpoint.host === undefined) return openOne({ path: endpoint.path });
  const { host, port } = endpoint;
  return addressesOf(host).pipe(
    map((addresses) => addresses.map((address) => openOne({ host: address, port }))),
    switchMap((attempts) => firstConnected(attempts, scheduler)),
  );
}

/** One attempt. */
function openOne(to: { host: string; port: number } | { path: string }): Observable<OpenedSocket> {
  return new Observable((subscriber) => {
    let isEmitted = false;
    const callback = (size: number, buffer: Uint8Array): boolean => opened.onChunk(buffer.subarray(0, size));
    const socket = connectSocket({ ...to, onread: { buffer: READ_BUFFER, callback } });
    const opened: OpenedSocket = { socket, onChunk: () => true };
    // Nothing is read before the owner resumes it.
    socket.pause();
    subscriber.add(() => {
      if (!isEmitted) socket.destroy();
    });
    socket.on('error', (cause) => subscriber.error(cause));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      isEmitted = true;
      subscriber.next(opened);
      subscriber.complete();
    });
  });
}
