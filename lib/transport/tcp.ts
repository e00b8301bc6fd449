import { createServer, connect as connectSocket, type AddressInfo } from 'node:net';
import { catchError, map, Observable, switchMap, throwError, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { PeerTimeoutError, TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { deadline } from '../operators/deadline.js';
import { firstConnected } from './firstConnected.js';
import { READ_BUFFER, TcpDuplex } from './tcpDuplex.js';
import { reasonOf } from './socketError.js';
import { addressesOf } from './tcpAddresses.js';

export interface DialTcpOptions {
  /** A name or an address. */
  host: string;
  port: number;
  /** For the whole of it: the name's resolution and all attempts. */
  connectTimeoutMs: number;
  /** The timers: the timeout and the delay between two attempts. */
  scheduler: SchedulerLike;
}

/**
 * Dials a host; emits its connection and completes. Unsubscribing before that closes what was opened, after it does nothing.
 *
 * A name that has several addresses is dialled by "happy eyeballs" (`firstConnected`); `connectTimeoutMs` is for all of it, the name's
 * resolution included. Not by Node's own way, which cuts each attempt but the last after 250 ms.
 *
 * Errors with TransportError `CONNECT_FAILED` or PeerTimeoutError `CONNECT_TIMEOUT`.
 */
export function dialTcp({ host, port, connectTimeoutMs, scheduler }: DialTcpOptions): Observable<Duplex> {
  const name = formatHostPort(host, port);
  const failed = (cause: Error): TransportError =>
    new TransportError('CONNECT_FAILED', `no connection to ${name}: ${reasonOf(cause)}`, { cause });
  const late = (): PeerTimeoutError =>
    new PeerTimeoutError('CONNECT_TIMEOUT', `no connection to ${name} within ${connectTimeoutMs} ms`, connectTimeoutMs);
  return addressesOf(host).pipe(
    map((addresses) => addresses.map((address) => dialAddress(address, port, name))),
    switchMap((attempts) => firstConnected(attempts, scheduler)),
    catchError((cause: unknown) => throwError(() => failed(cause as Error))),
    deadline({ timeoutMs: connectTimeoutMs, error: late, scheduler }),
  );
}

/** One attempt. Errors with the system's error. @param name of the host and its port, as the caller gave them */
function dialAddress(address: string, port: number, name: string): Observable<Duplex> {
  return new Observable((subscriber) => {
    let duplex: TcpDuplex | undefined;
    const callback = (size: number, buffer: Uint8Array): boolean => duplex?.arrived(buffer.subarray(0, size)) ?? true;
    const socket = connectSocket({ host: address, port, onread: { buffer: READ_BUFFER, callback } });
    // A connection is not read before somebody asks for its bytes.
    socket.pause();
    subscriber.add(() => {
      if (duplex === undefined) socket.destroy();
    });
    socket.on('error', (cause) => subscriber.error(cause));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      duplex = new TcpDuplex(socket, 'outbound', name);
      subscriber.next(duplex);
      subscriber.complete();
    });
  });
}

export interface ListenTcpOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  onListening: (address: { host: string; port: number }) => void;
}

/**
 * Listens; emits each connection that comes in. Unsubscribing stops listening and leaves the connections alone.
 *
 * Errors with TransportError `LISTEN_FAILED`.
 */
export function listenTcp({ host, port, onListening }: ListenTcpOptions): Observable<Duplex> {
  return new Observable((subscriber) => {
    // A connection is not read before somebody asks for its bytes.
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      const address = formatHostPort(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0);
      subscriber.next(new TcpDuplex(socket, 'inbound', address));
    });
    server.on('error', (cause) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${reasonOf(cause)}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      const bound = server.address() as AddressInfo;
      onListening({ host: bound.address, port: bound.port });
    });
    return () => server.close();
  });
}
