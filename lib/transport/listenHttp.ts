import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { Observable } from 'rxjs';
import { TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';

export interface ListenHttpOptions {
  /** The name or IP address to listen on. */
  host: string;
  /** The port to listen on; 0 chooses a free one. */
  port: number;
  /** Answers a request. */
  onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** Takes over the socket of a request to upgrade. Default: node:http answers the request as any other. */
  onUpgrade?: ((request: IncomingMessage, socket: Duplex, head: Buffer) => void) | undefined;
  /** Connections that are open at the same time; further ones are closed at once. Default: no limit. */
  maxConnections?: number | undefined;
}

/**
 * Listens for HTTP.
 *
 *     listenHttp(…)  -p-----------     p the port, when the server listens
 *
 * Cold: subscribing starts the server, unsubscribing stops it and closes all its connections at once, those of upgrades included. Errors with
 * TransportError `LISTEN_FAILED`.
 */
export function listenHttp(options: ListenHttpOptions): Observable<number> {
  const { host, maxConnections, onRequest, onUpgrade } = options;
  // node:http is a callback interface with teardown; no RxJS operator wraps it.
  return new Observable((subscriber) => {
    const server = createServer(onRequest);
    /** Sockets that requested an upgrade: node:http no longer closes them. */
    const upgraded = new Set<Duplex>();
    let { port } = options;
    if (maxConnections !== undefined) server.maxConnections = maxConnections;
    if (onUpgrade !== undefined) {
      server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        socket.on('error', () => socket.destroy());
        upgraded.add(socket);
        socket.on('close', () => upgraded.delete(socket));
        onUpgrade(request, socket, head);
      });
    }
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${cause.code ?? cause.message}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      ({ port } = server.address() as AddressInfo);
      subscriber.next(port);
    });
    subscriber.add(() => {
      for (const socket of upgraded) socket.destroy();
      server.close();
      server.closeAllConnections();
    });
  });
}
