import { createServer, connect as connectSocket, type AddressInfo } from 'node:net';
import { Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { PeerTimeoutError, TransportError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import { READ_BUFFER, TcpDuplex } from './tcpDuplex.js';
import { reasonOf } from './socketError.js';

export interface DialTcpOptions {
  host: string;
  port: number;
  connectTimeoutMs: number;
  scheduler: SchedulerLike;
}

/**
 * Dials; emits the connection once it stands, and completes. Unsubscribing before that destroys the socket, after it does nothing.
 *
 * Errors with TransportError `CONNECT_FAILED` or PeerTimeoutError `CONNECT_TIMEOUT`.
 */
export function dialTcp({ host, port, connectTimeoutMs, scheduler }: DialTcpOptions): Observable<Duplex> {
  return new Observable((subscriber) => {
    const address = formatHostPort(host, port);
    let duplex: TcpDuplex | undefined;
    const callback = (size: number, buffer: Uint8Array): boolean => duplex?.arrived(buffer.subarray(0, size)) ?? true;
    const socket = connectSocket({ host, port, onread: { buffer: READ_BUFFER, callback } });
    // A connection is not read before somebody asks for its bytes.
    socket.pause();
    let isHandedOver = false;
    subscriber.add(() => {
      if (!isHandedOver) socket.destroy();
    });
    subscriber.add(
      scheduler.schedule(() => {
        const fact = `no connection to ${address} within ${connectTimeoutMs} ms`;
        subscriber.error(new PeerTimeoutError('CONNECT_TIMEOUT', fact, connectTimeoutMs));
      }, connectTimeoutMs),
    );
    socket.on('error', (cause) => {
      const fact = `no connection to ${address}: ${reasonOf(cause)}`;
      subscriber.error(new TransportError('CONNECT_FAILED', fact, { cause }));
    });
    socket.once('connect', () => {
      isHandedOver = true;
      socket.removeAllListeners('error');
      duplex = new TcpDuplex(socket, 'outbound', address);
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
