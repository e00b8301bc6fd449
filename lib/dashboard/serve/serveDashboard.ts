import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { defer, finalize, interval, map, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { formatHostPort } from '../../base/hostPort.js';
import { listenHttp } from '../../transport/listenHttp.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import { createActionToken, withActionToken } from './actionToken.js';
import { admit, type Admission, type AdmissionRequest } from './admission.js';
import { PageUpdates, type PagePlayback } from './pageUpdates.js';
import type { Monitor } from '../collect/monitor.js';
import type { PageFiles } from './pageFile.js';
import { PageLiveness } from './pageLiveness.js';
import { MAX_PAGES, PAGES_FULL_CODE } from '../protocol/pages.js';
import { MAX_REQUEST_BYTES } from '../protocol/requests.js';
import { parsePageRequest } from './parsePageRequest.js';
import { refusalText } from './refusalText.js';
import { refuseUpgrade } from './refuseUpgrade.js';
import { RESPONSE_HEADERS } from './responseHeaders.js';

/** The number of pages that may be in the process of being refused by PAGES_FULL_CODE at the same time; further ones get a 503 answer. */
const MAX_REFUSED_PAGES = 16;
const PAGES_FULL_TEXT = `${MAX_PAGES} pages are open, which is the maximum`;
/** The interval of the ticks, at which updates are sent: five per second. */
const UPDATE_INTERVAL_MS = 200;
/** Tables are sent at each fifth tick: once per second. */
const TICKS_PER_TABLES = 5;
/** A low level: it compresses the texts of many peers to a fifth, in less time than creating them takes. */
const DEFLATE = { threshold: 1024, zlibDeflateOptions: { level: 2, memLevel: 7 }, concurrencyLimit: 4 };

export interface ServeDashboardOptions {
  /** The data that is shown: emits at subscription, and pages change to each further monitor. */
  monitor$: Observable<Monitor>;
  /** The controls of what is shown, for all pages together. Default: none, because the data are live. */
  playback?: PagePlayback | undefined;
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
 * At most MAX_PAGES pages are open at a time; each gets updates as described at PageUpdates. A further page is accepted and then closed
 * with PAGES_FULL_CODE, because browsers do not show a page why its WebSocket handshake failed. A page that sends no pong for 30 s is
 * dropped (PageLiveness). Actions need the token of the page's document (actionToken.ts). Requests with another Host or Origin, or without the token, get a 403 answer with the reason (refusalText).
 */
export function serveDashboard(options: ServeDashboardOptions): Observable<ServedDashboard> {
  const { monitor$, host = '127.0.0.1', token, origins, scheduler = preciseScheduler } = options;
  return defer(() => {
    const actionToken = createActionToken();
    const files = withActionToken(options.files, actionToken);
    let monitor: Monitor | undefined;
    const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES, perMessageDeflate: DEFLATE });
    const pages = new Map<WebSocket, { updates: PageUpdates; liveness: PageLiveness }>();
    let tickCount = 0;
    const ticks = interval(UPDATE_INTERVAL_MS, scheduler).subscribe(tick);
    ticks.add(
      monitor$.subscribe((next) => {
        monitor = next;
        for (const { updates } of pages.values()) updates.setMonitor(next);
      }),
    );
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
      response.writeHead(200, { ...RESPONSE_HEADERS, 'Content-Type': file.type, 'Content-Length': file.bytes.length });
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
      if (monitor === undefined) {
        refuseUpgrade(socket, 503, 'there is no data to show yet');
        return;
      }
      sockets.handleUpgrade(request, socket, head, pages.size < MAX_PAGES ? open : refusePage);
    }

    function open(socket: WebSocket, { socket: { remoteAddress } }: IncomingMessage): void {
      const gate = { token: actionToken, by: `a page at ${remoteAddress ?? 'an unknown address'}` };
      const page = { updates: new PageUpdates(socket, monitor!, gate, options.playback), liveness: new PageLiveness() };
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
      tickCount += 1;
      const isDue = tickCount % TICKS_PER_TABLES === 0;
      monitor?.tables.refresh(new Set([...pages.values()].flatMap(({ updates }) => updates.dueTables(isDue))));
      for (const [socket, { updates, liveness }] of pages) {
        const action = liveness.onTick();
        if (action === 'drop') {
          socket.terminate();
          continue;
        }
        if (action === 'ping') socket.ping();
        updates.sendUpdate(isDue);
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

function refuse(response: ServerResponse, status: number, text = STATUS_CODES[status]!): void {
  response.writeHead(status, { ...RESPONSE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${text}\n`);
}
