import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { interval, Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { TransportError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { admit, type Admission } from './admission.js';
import { Feed } from './feed.js';
import type { Monitor } from './monitor.js';
import type { PageFiles } from './pageFile.js';
import { readAsk } from './readAsk.js';

/** Pages that are open at a time; one more is refused. */
const MAX_PAGES = 16;
/** What a page asks is short. */
const MAX_ASK_BYTES = 1024;
/** Between two updates: five a second. */
const TURN_MS = 200;

export interface ServeDashboardOptions {
  monitor: Monitor;
  /** The files of the page by their paths. */
  files: PageFiles;
  /** Default `127.0.0.1`. */
  host?: string | undefined;
  /** 0 takes a free one. */
  port: number;
  /** Required as the first part of every path, where there is one: `/TOKEN/`. */
  token?: string | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** A dashboard that can be looked at. */
export interface ServedDashboard {
  readonly port: number;
  /** What to open, the token with it. */
  readonly url: string;
  /** How many pages look at it. */
  readonly pages: () => number;
}

/**
 * Serves the dashboard by http, and its updates by a WebSocket.
 *
 *     serveDashboard(…)  -s-----------     s once it listens
 *
 * Cold: subscribing listens, unsubscribing ends all connections at once. Errors with TransportError `LISTEN_FAILED`. At most 16 pages at
 * a time, each as Feed says. What is asked for under a wrong name, from a page of somebody else's or without the token gets 403.
 */
export function serveDashboard(options: ServeDashboardOptions): Observable<ServedDashboard> {
  const { monitor, files, host = '127.0.0.1', token, scheduler = preciseScheduler } = options;
  // node:http and ws speak by callbacks, which no operator lifts.
  return new Observable((subscriber) => {
    const server = createServer(answer);
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_ASK_BYTES, perMessageDeflate: false });
    const feeds = new Set<Feed>();
    let port = options.port;

    server.on('upgrade', upgrade);
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${cause.code ?? cause.message}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      ({ port } = server.address() as AddressInfo);
      const path = token === undefined ? '/' : `/${token}/`;
      subscriber.next({ port, url: `http://${formatHostPort(host, port)}${path}`, pages: () => feeds.size });
    });
    subscriber.add(interval(TURN_MS, scheduler).subscribe(turn));
    subscriber.add(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.close();
      server.closeAllConnections();
    });

    function admission({ headers, url = '/' }: IncomingMessage): Admission {
      const path = url.split('?')[0]!;
      return admit({ host, port, token }, { host: headers.host, origin: headers.origin, path });
    }

    function answer(request: IncomingMessage, response: ServerResponse): void {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        refuse(response, 405);
        return;
      }
      const admitted = admission(request);
      if (!admitted.isAdmitted) {
        refuse(response, 403);
        return;
      }
      const file = files.get(admitted.path);
      if (file === undefined) {
        refuse(response, 404);
        return;
      }
      response.writeHead(200, { ...HEADERS, 'Content-Type': file.type, 'Content-Length': file.bytes.length });
      response.end(request.method === 'HEAD' ? undefined : file.bytes);
    }

    function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
      socket.on('error', () => socket.destroy());
      const admitted = admission(request);
      // A browser always tells the origin; what has none is no page, and has no business here.
      if (!admitted.isAdmitted || request.headers.origin === undefined) {
        hangUp(socket, 403);
        return;
      }
      if (admitted.path !== '/live') {
        hangUp(socket, 404);
        return;
      }
      if (feeds.size >= MAX_PAGES) {
        hangUp(socket, 503);
        return;
      }
      sockets.handleUpgrade(request, socket, head, open);
    }

    function open(socket: WebSocket): void {
      const feed = new Feed(socket, monitor);
      feeds.add(feed);
      socket.on('message', (data: RawData) => {
        const ask = readAsk((data as Buffer).toString('utf8'));
        if (ask === undefined) socket.close(1008, 'not understood');
        else feed.hear(ask);
      });
      socket.on('error', () => socket.terminate());
      socket.on('close', () => feeds.delete(feed));
    }

    function turn(): void {
      let overview: string | undefined;
      for (const feed of feeds) feed.turn(() => (overview ??= JSON.stringify(monitor.overview())));
    }
  });
}

/** Nothing from elsewhere, no script or style but the files, nobody who frames it. */
const HEADERS = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${STATUS_CODES[status]}\n`);
}

function hangUp(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
