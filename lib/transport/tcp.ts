import { createServer, type AddressInfo, type Socket } from 'node:net';
import { asyncScheduler, catchError, map, Observable, switchMap, throwError, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { errorReason } from '../base/errorReason.js';
import { PeerTimeoutError, TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { deadline } from '../operators/deadline.js';
import { requireDialTarget } from './dialTarget.js';
import { parseProxy, type Endpoint, type Proxy } from './proxyUrl.js';
import type { SocksError } from './socks5.js';
import { remoteAddressOf, TcpDuplex } from './tcpDuplex.js';
import { openSocket, type OpenedSocket } from './tcpSocket.js';
import { connectThroughProxy } from './tcpSocks5.js';

/** The options of `dialTcp`. */
export interface DialTcpOptions {
  /** A host name, an IPv4 or IPv6 address without brackets, an onion address (with `proxy`), or the path of a Unix socket: `unix:/run/node.sock`. */
  host: string;
  /** 1 to 65535. Has no meaning for a Unix socket; required for all other hosts. */
  port?: number | undefined;
  /**
   * A SOCKS5 proxy: `socks5://host:port`, `socks5://user:password@host:port` with percent-encoded characters decoded, or `unix:/path`. The default
   * port is 1080. The proxy resolves names. Default: none.
   */
  proxy?: string | undefined;
  /** Whether to use random credentials for each connection: see `ProxyOptions.isolate`. */
  isolate?: boolean | undefined;
  /** The timeout of name resolution, all connection attempts and the handshake with the proxy together. Default 30_000. */
  connectTimeoutMs?: number | undefined;
  /** The scheduler of the timeout and of the delay between two attempts. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/**
 * Opens a TCP connection, directly or through a SOCKS5 proxy, emits it as a Duplex for `createPeer`, and completes.
 *
 * Cold: each subscription opens a connection of its own. Unsubscribing before the connection is emitted cancels the attempts and closes their
 * sockets; afterwards it does nothing, and the subscriber closes the duplex.
 *
 * A name with several addresses is dialled by "happy eyeballs" (RFC 8305): at most 16 addresses, IPv6 and IPv4 alternating, 250 ms apart, and
 * the first that connects wins. Node's own option `autoSelectFamily` is not used, because it aborts each attempt but the last after 250 ms. With a
 * proxy only the name of the proxy itself is resolved on this machine.
 *
 * Errors with TransportError `CONNECT_FAILED`, with `proxyReply` if the proxy refused; TransportError `PROXY_FAILED` if the proxy itself cannot be
 * used; or PeerTimeoutError `CONNECT_TIMEOUT`. Errors at the call with LocalProtocolError `INVALID_OPTION`, also for an onion address without a
 * proxy.
 *
 * @example
 * dialTcp({ host: '127.0.0.1', port: 8333 }).subscribe((duplex) => createPeer(duplex, { network }).start());
 */
export function dialTcp(options: DialTcpOptions): Observable<Duplex> {
  const { connectTimeoutMs = 30_000, host, isolate, port, scheduler = asyncScheduler } = options;
  const proxy = parseProxy(options.proxy, isolate);
  const target = requireDialTarget(host, port, proxy !== undefined);
  requireInteger('connectTimeoutMs', connectTimeoutMs, 1, MAX_DELAY_MS);
  const name = target.host === undefined ? host : formatHostPort(target.host, target.port);
  const failure = `no connection to ${name}`;
  const duplex$ =
    proxy === undefined || target.host === undefined
      ? dialDirectly(target, name, failure, scheduler)
      : dialThrough(proxy, target, name, failure, scheduler);
  const timeoutError = (): PeerTimeoutError => {
    const route = proxy === undefined ? '' : ` through the proxy ${proxy.name}`;
    return new PeerTimeoutError(
      'CONNECT_TIMEOUT',
      `${failure}${route} within ${connectTimeoutMs} ms`,
      connectTimeoutMs,
    );
  };
  return duplex$.pipe(deadline({ timeoutMs: connectTimeoutMs, error: timeoutError, scheduler }));
}

function dialDirectly(target: Endpoint, name: string, failure: string, scheduler: SchedulerLike): Observable<Duplex> {
  const toError = (cause: unknown): TransportError =>
    new TransportError('CONNECT_FAILED', `${failure}: ${errorReason(cause)}`, { cause });
  return openSocket(target, scheduler).pipe(
    catchError((cause: unknown) => throwError(() => toError(cause))),
    map((opened) => duplexOf(opened, name)),
  );
}

function dialThrough(
  proxy: Proxy,
  target: { host: string; port: number },
  name: string,
  failure: string,
  scheduler: SchedulerLike,
): Observable<Duplex> {
  const subject = `${failure}: the proxy ${proxy.name}`;
  const toProxyError = (cause: unknown): TransportError =>
    new TransportError('PROXY_FAILED', `${subject} cannot be reached: ${errorReason(cause)}`, { cause });
  const toSocksError = (cause: SocksError): TransportError => {
    const { message, reply } = cause;
    const code = reply === undefined ? 'PROXY_FAILED' : 'CONNECT_FAILED';
    return new TransportError(code, `${subject} ${message}`, { cause, proxyReply: reply });
  };
  return openSocket(proxy.endpoint, scheduler).pipe(
    catchError((cause: unknown) => throwError(() => toProxyError(cause))),
    switchMap((opened) =>
      connectThroughProxy(opened, proxy, target).pipe(
        catchError((cause: unknown) => throwError(() => toSocksError(cause as SocksError))),
      ),
    ),
    map(({ firstBytes, opened }) => duplexOf(opened, name, firstBytes)),
  );
}

/** @param name the `host:port` or `unix:/path` that the caller gave */
function duplexOf(opened: OpenedSocket, name: string, firstBytes?: Uint8Array): Duplex {
  const duplex = new TcpDuplex(opened.socket, 'outbound', name, true, firstBytes);
  opened.onChunk = (chunk) => duplex.receive(chunk);
  return duplex;
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
 * Makes a Duplex of a connected socket of your own (TLS, a proxy of another kind than SOCKS5), so that `createPeer` or the `dial` and `listen` of a
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
