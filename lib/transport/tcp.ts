import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { asyncScheduler, catchError, map, Observable, switchMap, throwError, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { errorReason } from '../base/errorReason.js';
import { PeerTimeoutError, TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { invalidOption, MAX_DELAY_MS, requireHost, requireInteger } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { deadline } from '../operators/deadline.js';
import { firstConnected } from './firstConnected.js';
import { READ_BUFFER, remoteAddressOf, TcpDuplex } from './tcpDuplex.js';
import { addressesOf } from './tcpAddresses.js';

/** The options of `dialTcp`. */
export interface DialTcpOptions {
  /** A host name, or an IPv4 or IPv6 address without brackets. */
  host: string;
  /** 1 to 65535. */
  port: number;
  /** The timeout of name resolution and all connection attempts together. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /** The scheduler of the timeout and of the delay between two attempts. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Opens a TCP connection, emits it as a Duplex for `createPeer`, and completes.
 *
 * Cold: each subscription opens a connection of its own. Unsubscribing before the connection is emitted cancels the attempts and closes their
 * sockets; afterwards it does nothing, and the subscriber closes the duplex.
 *
 * A name with several addresses is dialled by "happy eyeballs" (RFC 8305): at most 16 addresses, IPv6 and IPv4 alternating, 250 ms apart, and
 * the first that connects wins. Node's own option `autoSelectFamily` is not used, because it aborts each attempt but the last after 250 ms.
 *
 * Errors with TransportError `CONNECT_FAILED` or PeerTimeoutError `CONNECT_TIMEOUT`; at the call with LocalProtocolError `INVALID_OPTION`.
 *
 * @example
 * dialTcp({ host: '127.0.0.1', port: 8333 }).subscribe((duplex) => createPeer(duplex, { network }).start());
 */
export function dialTcp(options: DialTcpOptions): Observable<Duplex> {
  const { host, port, connectTimeoutMs = 30_000, scheduler = asyncScheduler } = options;
  requireHost('host', host ?? '');
  requireInteger('port', port ?? NaN, 1, 65_535);
  requireInteger('connectTimeoutMs', connectTimeoutMs, 1, MAX_DELAY_MS);
  const name = formatHostPort(host, port);
  const toTransportError = (cause: Error): TransportError =>
    new TransportError('CONNECT_FAILED', `no connection to ${name}: ${errorReason(cause)}`, { cause });
  const timeoutError = (): PeerTimeoutError =>
    new PeerTimeoutError('CONNECT_TIMEOUT', `no connection to ${name} within ${connectTimeoutMs} ms`, connectTimeoutMs);
  return addressesOf(host).pipe(
    map((addresses) => addresses.map((address) => dialAddress(address, port, name))),
    switchMap((attempts) => firstConnected(attempts, scheduler)),
    catchError((cause: unknown) => throwError(() => toTransportError(cause as Error))),
    deadline({ timeoutMs: connectTimeoutMs, error: timeoutError, scheduler }),
  );
}

/** One attempt. Errors with the system's error. @param name the `host:port` that the caller gave */
function dialAddress(address: string, port: number, name: string): Observable<Duplex> {
  return new Observable((subscriber) => {
    let duplex: TcpDuplex | undefined;
    const callback = (size: number, buffer: Uint8Array): boolean => duplex?.receive(buffer.subarray(0, size)) ?? true;
    const socket = connectSocket({ host: address, port, onread: { buffer: READ_BUFFER, callback } });
    // Nothing is read before chunk$ is subscribed.
    socket.pause();
    subscriber.add(() => {
      if (duplex === undefined) socket.destroy();
    });
    socket.on('error', (cause) => subscriber.error(cause));
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      duplex = new TcpDuplex(socket, 'outbound', name, true);
      subscriber.next(duplex);
      subscriber.complete();
    });
  });
}

/**
 * A `net.Socket` or `tls.TLSSocket`: the members by which they differ from other streams. Not the type of Node itself, so that the declarations
 * of this library compile without `@types/node`.
 */
export interface ConnectedSocket {
  /** False once the socket has connected. */
  readonly connecting: boolean;
  /** Null unless `setEncoding` was called. */
  readonly readableEncoding: string | null;
  /** The remote address; undefined for a Unix socket. */
  readonly remoteAddress?: string | undefined;
  /** The remote port; undefined for a Unix socket. */
  readonly remotePort?: number | undefined;
  /** Stops reading. */
  pause(): unknown;
  /** Sets TCP_NODELAY. */
  setNoDelay(noDelay?: boolean): unknown;
}

/** The options of `tcpDuplex`. */
export interface TcpDuplexOptions {
  /** `outbound` if this side opened the connection. The side that did sends its version first. Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** The `host:port` of the remote, for errors and limits per host. Default: the remote address and port of the socket. */
  address?: string | undefined;
}

/**
 * Makes a Duplex of a connected socket of your own (TLS, a SOCKS proxy, a Unix socket), so that `createPeer` or the `dial` and `listen` of a
 * pool can use it.
 *
 * Pass the socket after it has connected and after your own handshake with a proxy. The duplex owns it from then on: remove your `data` and
 * `readable` listeners first, set no encoding, and write nothing yourself. It pauses the socket until `chunk$` is subscribed, so no bytes are
 * lost; bytes that you have read too many go back by `socket.unshift()`. Sets TCP_NODELAY. An `error` of the socket no longer ends the process:
 * `chunk$` errors with TransportError `CONNECTION_LOST`.
 *
 * Errors at the call with LocalProtocolError `INVALID_OPTION` for a value that is not a socket, a socket that is still connecting or has an
 * encoding, and an unknown direction.
 *
 * @example
 * const socket = tls.connect({ host, port });
 * socket.once('secureConnect', () => createPeer(tcpDuplex(socket), { network }).start());
 */
export function tcpDuplex(socket: ConnectedSocket, { direction = 'outbound', address }: TcpDuplexOptions = {}): Duplex {
  if (typeof (socket as Partial<ConnectedSocket> | null | undefined)?.setNoDelay !== 'function') {
    invalidOption('socket', `connected net.Socket expected, got ${show(socket)}`);
  }
  if (socket.connecting) invalidOption('socket', `connected net.Socket expected, got one that is still connecting`);
  if (socket.readableEncoding !== null) {
    invalidOption('socket', `net.Socket without an encoding expected, got ${show(socket.readableEncoding)}`);
  }
  if (direction !== 'inbound' && direction !== 'outbound') {
    invalidOption('direction', `'inbound' or 'outbound' expected, got ${show(direction)}`);
  }
  socket.pause();
  return new TcpDuplex(socket as unknown as Socket, direction, address ?? remoteAddressOf(socket));
}

export interface ListenTcpOptions {
  host: string;
  /** 0 chooses a free port. */
  port: number;
  /** Called once, with the address at which the server listens. */
  onListening: (address: { host: string; port: number }) => void;
}

/**
 * Listens and emits each accepted connection. Unsubscribing stops listening and does not close accepted connections.
 *
 * Errors with TransportError `LISTEN_FAILED`.
 */
export function listenTcp({ host, port, onListening }: ListenTcpOptions): Observable<Duplex> {
  return new Observable((subscriber) => {
    // Nothing is read before chunk$ is subscribed.
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      subscriber.next(new TcpDuplex(socket, 'inbound', remoteAddressOf(socket)));
    });
    server.on('error', (cause) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${errorReason(cause)}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      const bound = server.address() as AddressInfo;
      onListening({ host: bound.address, port: bound.port });
    });
    return () => server.close();
  });
}
