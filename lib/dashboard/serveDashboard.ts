import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { defer, finalize, interval, map, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { formatHostPort } from '../base/hostPort.js';
import { listenHttp } from '../transport/listenHttp.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { admit, type Admission, type AdmissionRequest } from './admission.js';
import { PageUpdates } from './pageUpdates.js';
import type { Monitor } from './monitor.js';
import type { PageFiles } from './pageFile.js';
import { PageLiveness } from './pageLiveness.js';
import { MAX_PAGES, PAGES_FULL_CODE } from './protocol.js';
import { parsePageRequest } from './parsePageRequest.js';
import { refusalText } from './refusalText.js';
import { refuseUpgrade } from './refuseUpgrade.js';

/** Pages that may be in a refusal by PAGES_FULL_CODE at the same time; further ones get a 503 answer. */
const MAX_REFUSED_PAGES = 16;
const PAGES_FULL_TEXT = `${MAX_PAGES} pages are open, which is the maximum`;
/** The largest WebSocket message that a page may send; the longest valid request has less than 100 bytes. */
const MAX_REQUEST_BYTES = 1024;
/** The interval of the ticks, at which updates are sent: five per second. */
const UPDATE_INTERVAL_MS = 200;

export interface ServeDashboardOptions {
  monitor: Monitor;
  /** The files of the page, by URL path. */
  files: PageFiles;
  /** The name or IP address to listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** The port to listen on; 0 chooses a free one. */
  port: number;
  /** The secret that every path has to begin with (`/TOKEN/…`). Default: no token is required. */
  token?: string | undefined;
  /** Further admitted origins, as `parseOrigin` returns them; see `admit`. Default: none. */
  origins?: readonly string[] | undefined;
  /** Default preciseScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** A dashboard that is being served. */
export interface ServedDashboard {
  /** The port that the server listens on. */
  readonly port: number;
  /** The path of the page: `/`, or `/TOKEN/`. */
  readonly path: string;
  /** The URL of the page on `host`, the token included. */
  readonly url: string;
  /** The number of open pages. */
  readonly pages: () => number;
}

/**
 * Serves the page over HTTP, and its updates over a WebSocket at `/live`.
 *
 *     serveDashboard(…)  -s-----------     s when the server listens
 *
 * Cold: subscribing starts the server, unsubscribing stops it and closes all its connections at once, refused ones included. Errors with
 * TransportError `LISTEN_FAILED`.
 *
 * At most MAX_PAGES pages are open at a time; each gets updates as described at PageUpdates. A further one is accepted and then closed
 * with PAGES_FULL_CODE, because browsers do not reveal to a page why its WebSocket handshake failed. A page that sends no pong for 30 s is
 * dropped (PageLiveness). Requests with another Host or Origin, or without the token, get a 403 answer with the reason (refusalText).
 */
export function serveDashboard(options: ServeDashboardOptions): Observable<ServedDashboard> {
  const { monitor, files, host = '127.0.0.1', token, origins, scheduler = preciseScheduler } = options;
  return defer(() => {
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES, perMessageDeflate: false });
    const pages = new Map<WebSocket, { updates: PageUpdates; liveness: PageLiveness }>();
    const ticks = interval(UPDATE_INTERVAL_MS, scheduler).subscribe(tick);
    return listenHttp({ host, port: options.port, onRequest: answer, onUpgrade: upgrade }).pipe(
      map((port): ServedDashboard => {
        const path = token === undefined ? '/' : `/${token}/`;
        return { port, path, url: `http://${formatHostPort(host, port)}${path}`, pages: () => pages.size };
      }),
      finalize(() => ticks.unsubscribe()),
    );

    function admission(request: AdmissionRequest): Admission {
      return admit({ host, token, origins }, request);
    }

    function answer(request: IncomingMessage, response: ServerResponse): void {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        refuse(response, 405);
        return;
      }
      const parts = admissionRequest(request);
      const admitted = admission(parts);
      if (!admitted.isAdmitted) {
        refuse(response, 403, refusalText(admitted.reason, parts));
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
      const parts = admissionRequest(request);
      const admitted = admission(parts);
      // Browsers always send an Origin: a client without one is not the page.
      if (!admitted.isAdmitted || parts.origin === undefined) {
        refuseUpgrade(socket, 403, refusalText(admitted.isAdmitted ? 'origin' : admitted.reason, parts));
        return;
      }
      if (admitted.path !== '/live') {
        refuseUpgrade(socket, 404);
        return;
      }
      if (sockets.clients.size >= MAX_PAGES + MAX_REFUSED_PAGES) {
        refuseUpgrade(socket, 503, PAGES_FULL_TEXT);
        return;
      }
      sockets.handleUpgrade(request, socket, head, pages.size < MAX_PAGES ? open : refusePage);
    }

    function open(socket: WebSocket): void {
      const page = { updates: new PageUpdates(socket, monitor), liveness: new PageLiveness() };
      pages.set(socket, page);
      socket.on('message', (data: RawData) => {
        page.liveness.onMessage();
        const pageRequest = parsePageRequest((data as Buffer).toString('utf8'));
        if (pageRequest === undefined) socket.close(1008, 'invalid request');
        else page.updates.handleRequest(pageRequest);
      });
      socket.on('pong', () => page.liveness.onMessage());
      socket.on('error', () => socket.terminate());
      socket.on('close', () => pages.delete(socket));
    }

    function tick(): void {
      let overview: string | undefined;
      for (const [socket, { updates, liveness }] of pages) {
        const action = liveness.onTick();
        if (action === 'drop') {
          socket.terminate();
          continue;
        }
        if (action === 'ping') socket.ping();
        updates.sendUpdate(() => (overview ??= JSON.stringify(monitor.overview())));
      }
    }
  });
}

/** Closes a page with the reason. If the client does not answer the close frame, ws destroys its socket after 30 s. */
function refusePage(socket: WebSocket): void {
  socket.on('error', () => socket.terminate());
  socket.close(PAGES_FULL_CODE, PAGES_FULL_TEXT);
}

function admissionRequest({ headers, url = '/' }: IncomingMessage): AdmissionRequest {
  return { host: headers.host, origin: headers.origin, path: url.split('?')[0]! };
}

/** The page loads nothing from other servers, runs scripts and applies styles only from its own files, and cannot be framed. */
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
