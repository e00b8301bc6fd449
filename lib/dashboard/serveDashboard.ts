import { createServer, STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { interval, Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { TransportError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { admit, type Admission, type AdmissionRequest } from './admission.js';
import { Feed } from './feed.js';
import type { Monitor } from './monitor.js';
import type { PageFiles } from './pageFile.js';
import { PageLiveness } from './pageLiveness.js';
import { MAX_PAGES, PAGES_FULL_CODE } from './protocol.js';
import { readAsk } from './readAsk.js';
import { refusalText } from './refusalText.js';

/** Pages that are being refused with a close code at the same time; further ones get a plain 503. */
const MAX_PAGES_TOLD = 16;
const PAGES_FULL_TEXT = `${MAX_PAGES} pages are open, more are not served`;
/** The largest message that a page may send: what it asks is short. */
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
  /** The secret that every path has to begin with (`/TOKEN/…`). Default: none is required. */
  token?: string | undefined;
  /** Further origins that are admitted, as `parseOrigin` returns them; see `admit`. Default: none. */
  origins?: readonly string[] | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** A dashboard that can be looked at. */
export interface ServedDashboard {
  readonly port: number;
  /** The path of the page: `/`, or `/TOKEN/`. */
  readonly path: string;
  /** The address of the page on `host`, with the token. */
  readonly url: string;
  /** The number of open pages. */
  readonly pages: () => number;
}

/**
 * Serves the dashboard by HTTP, and its updates by a WebSocket.
 *
 *     serveDashboard(…)  -s-----------     s once it listens
 *
 * Cold: subscribing listens, unsubscribing ends all connections at once, those too that were refused. Errors with TransportError
 * `LISTEN_FAILED`.
 *
 * At most MAX_PAGES pages are open at a time, each fed as Feed describes; the next one is accepted and closed with PAGES_FULL_CODE,
 * because a browser does not tell its page why an upgrade failed. A page that sends no pong for 30 s is dropped (PageLiveness).
 * Requests with a foreign Host or Origin, or without the token, get 403 with a text that says what was wrong (refusalText).
 */
export function serveDashboard(options: ServeDashboardOptions): Observable<ServedDashboard> {
  const { monitor, files, host = '127.0.0.1', token, origins, scheduler = preciseScheduler } = options;
  // node:http and ws use callbacks, which no operator of RxJS lifts.
  return new Observable((subscriber) => {
    const server = createServer(answer);
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_ASK_BYTES, perMessageDeflate: false });
    const pages = new Map<WebSocket, { feed: Feed; liveness: PageLiveness }>();
    /** Sockets that asked for an upgrade: node:http does not close them any more. */
    const upgraded = new Set<Duplex>();
    let port = options.port;

    server.on('upgrade', upgrade);
    server.on('error', (cause: NodeJS.ErrnoException) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${cause.code ?? cause.message}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      ({ port } = server.address() as AddressInfo);
      const path = token === undefined ? '/' : `/${token}/`;
      subscriber.next({ port, path, url: `http://${formatHostPort(host, port)}${path}`, pages: () => pages.size });
    });
    subscriber.add(interval(TURN_MS, scheduler).subscribe(turn));
    subscriber.add(() => {
      for (const socket of upgraded) socket.destroy();
      server.close();
      server.closeAllConnections();
    });

    function admission(request: AdmissionRequest): Admission {
      return admit({ host, token, origins }, request);
    }

    function answer(request: IncomingMessage, response: ServerResponse): void {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        refuse(response, 405);
        return;
      }
      const asked = partsOf(request);
      const admitted = admission(asked);
      if (!admitted.isAdmitted) {
        refuse(response, 403, refusalText(admitted.reason, asked));
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
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket));
      const asked = partsOf(request);
      const admitted = admission(asked);
      // Browsers always send the Origin: a client without one is not the page.
      if (!admitted.isAdmitted || asked.origin === undefined) {
        hangUp(socket, 403, refusalText(admitted.isAdmitted ? 'origin' : admitted.reason, asked));
        return;
      }
      if (admitted.path !== '/live') {
        hangUp(socket, 404);
        return;
      }
      if (sockets.clients.size >= MAX_PAGES + MAX_PAGES_TOLD) {
        hangUp(socket, 503, PAGES_FULL_TEXT);
        return;
      }
      sockets.handleUpgrade(request, socket, head, pages.size < MAX_PAGES ? open : refusePage);
    }

    function open(socket: WebSocket): void {
      const page = { feed: new Feed(socket, monitor), liveness: new PageLiveness() };
      pages.set(socket, page);
      socket.on('message', (data: RawData) => {
        page.liveness.heard();
        const ask = readAsk((data as Buffer).toString('utf8'));
        if (ask === undefined) socket.close(1008, 'not understood');
        else page.feed.hear(ask);
      });
      socket.on('pong', () => page.liveness.heard());
      socket.on('error', () => socket.terminate());
      socket.on('close', () => pages.delete(socket));
    }

    function turn(): void {
      let overview: string | undefined;
      for (const [socket, { feed, liveness }] of pages) {
        const wanted = liveness.turn();
        if (wanted === 'drop') {
          socket.terminate();
          continue;
        }
        if (wanted === 'ping') socket.ping();
        feed.turn(() => (overview ??= JSON.stringify(monitor.overview())));
      }
    }
  });
}

/** Tells a page why it is refused. A client that does not answer the close frame keeps its socket for the 30 s that ws waits. */
function refusePage(socket: WebSocket): void {
  socket.on('error', () => socket.terminate());
  socket.close(PAGES_FULL_CODE, PAGES_FULL_TEXT);
}

function partsOf({ headers, url = '/' }: IncomingMessage): AdmissionRequest {
  return { host: headers.host, origin: headers.origin, path: url.split('?')[0]! };
}

/** The page loads nothing from elsewhere, runs no script and applies no style but its own files, and cannot be framed. */
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

function refuse(response: ServerResponse, status: number, text = STATUS_CODES[status]!): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}

/** Refuses an upgrade. The socket is destroyed once the answer is written: a client that keeps its half open must not keep ours. */
function hangUp(socket: Duplex, status: number, text = STATUS_CODES[status]!): void {
  const body = `${text}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    'X-Content-Type-Options: nosniff',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join('\r\n');
  socket.once('finish', () => socket.destroy());
  socket.end(`${head}\r\n\r\n${body}`);
}
