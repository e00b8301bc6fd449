import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex as Stream } from 'node:stream';
import { asyncScheduler, defer, map, type Observable, type SchedulerLike } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Duplex } from '../base/duplex.js';
import { formatHostPort } from '../base/hostPort.js';
import { admit } from '../dashboard/serve/admission.js';
import { refusalText } from '../dashboard/serve/refusalText.js';
import { refuseUpgrade } from '../dashboard/serve/refuseUpgrade.js';
import { BRIDGE_PROTOCOL, formatControl, MAX_DATA_BYTES } from '../transport/bridgeProtocol.js';
import { listenHttp } from '../transport/listenHttp.js';
import { dialTcp } from '../transport/tcp.js';
import { allowedTarget, refusedTargetText, type BridgeTarget } from './allowedTargets.js';
import { BridgedConnection } from './bridgedConnection.js';
import { BridgePlaces } from './bridgePlaces.js';

/** The default limits of a bridge. */
export const BRIDGE_LIMITS = { maxConnections: 64, maxPerClient: 8, idleTimeoutMs: 600_000 } as const;
/** Shorter than the timeout of `webSocketDuplex`, so that the page receives the reason why there is no connection. */
const CONNECT_TIMEOUT_MS = 20_000;
/** The number of connections that may be in the process of being refused at the same time; further ones get a 503 answer. */
const MAX_REFUSED = 16;
/** Closes a connection beyond a limit: "Try Again Later" (IANA, WebSocket Close Code Number Registry). */
const FULL_CODE = 1013;

export interface ServeBridgeOptions {
  /** The nodes that can be reached; all others are refused. */
  allow: readonly BridgeTarget[];
  /** The secret with which every path has to begin: `/TOKEN/HOST:PORT`. */
  token: string;
  /** The name or IP address to listen on. Default `127.0.0.1`. */
  host?: string | undefined;
  /** The port to listen on; 0 chooses a free one. */
  port: number;
  /** The origins of the pages that may use the bridge, as `parseOrigin` returns them. Default: none but the bridge's own. */
  origins?: readonly string[] | undefined;
  /** The maximum number of connections. Default 64. */
  maxConnections?: number | undefined;
  /** The maximum number of connections of one client: an address, or an IPv6 /64. Default 8. */
  maxPerClient?: number | undefined;
  /** The time without a byte in either direction after which a connection is closed. Default 600_000. */
  idleTimeoutMs?: number | undefined;
  /** Connects to a node. Default: `dialTcp`, with a timeout of 20 s. */
  dial?: ((target: BridgeTarget) => Observable<Duplex>) | undefined;
  /** Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** A bridge that is being served. */
export interface ServedBridge {
  /** The port that the server listens on. */
  readonly port: number;
  /** The path of the URL for a target: `/TOKEN/HOST:PORT`. */
  readonly pathOf: (target: BridgeTarget) => string;
  /** The URL for a target on `host`, the token included. */
  readonly urlOf: (target: BridgeTarget) => string;
  /** The number of open connections. */
  readonly connections: () => number;
}

/**
 * Bridges WebSockets of pages to nodes; lib/transport/bridgeProtocol.ts defines the messages.
 *
 *     serveBridge(…)  -s-----------     s when the server listens
 *
 * Cold: subscribing starts the server, unsubscribing stops it and closes all connections. Errors with TransportError `LISTEN_FAILED`.
 *
 * A request is refused with a 403 answer and the reason if its Host, its Origin, its token or its target is not allowed. A request without an Origin
 * is admitted: it is not from a browser, and the token is required in any case. Browsers hide the answer from the page. A GET of the same
 * path returns the same answer, so that a person can read it. A connection beyond a limit is accepted, gets the reason as a control, and
 * is closed.
 */
export function serveBridge(options: ServeBridgeOptions): Observable<ServedBridge> {
  const { allow, host = '127.0.0.1', token, origins, scheduler = asyncScheduler } = options;
  const { idleTimeoutMs = BRIDGE_LIMITS.idleTimeoutMs, maxConnections = BRIDGE_LIMITS.maxConnections } = options;
  const { dial = dialNode, maxPerClient = BRIDGE_LIMITS.maxPerClient } = options;
  return defer(() => {
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_DATA_BYTES,
      // Encrypted bytes cannot be compressed.
      perMessageDeflate: false,
      handleProtocols: () => BRIDGE_PROTOCOL,
    });
    const places = new BridgePlaces({ maxConnections, maxPerClient });
    return listenHttp({ host, port: options.port, onRequest: answer, onUpgrade: upgrade }).pipe(
      map((port): ServedBridge => {
        const pathOf = (target: BridgeTarget): string => `/${token}/${formatHostPort(target.host, target.port)}`;
        const urlOf = (target: BridgeTarget): string => `ws://${formatHostPort(host, port)}${pathOf(target)}`;
        return { port, pathOf, urlOf, connections: () => places.size };
      }),
    );

    /** The allowed target of a request, or the text of the refusal. */
    function targetOf({ headers, url = '/' }: IncomingMessage): BridgeTarget | string {
      const request = { host: headers.host, origin: headers.origin, path: url.split('?')[0]! };
      const admission = admit({ host, token, origins }, request);
      if (!admission.isAdmitted) return refusalText(admission.reason, request);
      return allowedTarget(admission.path, allow) ?? refusedTargetText(admission.path);
    }

    function answer(request: IncomingMessage, response: ServerResponse): void {
      const target = targetOf(request);
      const isTarget = typeof target !== 'string';
      const status = isTarget ? 426 : 403;
      const text = isTarget
        ? `allowed: open this URL as a WebSocket, with the subprotocol ${BRIDGE_PROTOCOL}.`
        : target;
      response.writeHead(status, {
        'Content-Type': 'text/plain; charset=utf-8',
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
        'Referrer-Policy': 'no-referrer',
        ...(isTarget ? { Upgrade: 'websocket' } : {}),
      });
      response.end(`${text}\n`);
    }

    function upgrade(request: IncomingMessage, socket: Stream, head: Buffer): void {
      const target = targetOf(request);
      if (typeof target === 'string') {
        refuseUpgrade(socket, 403, target);
        return;
      }
      if (!offersProtocol(request)) {
        refuseUpgrade(socket, 400, `refused: the request does not offer the subprotocol ${BRIDGE_PROTOCOL}.`);
        return;
      }
      const place = places.take(request.socket.remoteAddress ?? 'unknown');
      if (typeof place === 'string' && sockets.clients.size >= places.size + MAX_REFUSED) {
        refuseUpgrade(socket, 503, place);
        return;
      }
      if (typeof place === 'string') {
        sockets.handleUpgrade(request, socket, head, (page) => refuse(page, place));
        return;
      }
      socket.on('close', place);
      sockets.handleUpgrade(request, socket, head, (page) => {
        new BridgedConnection(page, { dial$: dial(target), idleTimeoutMs, scheduler }).start();
      });
    }
  });
}

function dialNode({ host, port }: BridgeTarget): Observable<Duplex> {
  return dialTcp({ host, port, connectTimeoutMs: CONNECT_TIMEOUT_MS });
}

function offersProtocol({ headers }: IncomingMessage): boolean {
  const offered = headers['sec-websocket-protocol'] ?? '';
  return offered.split(',').some((name) => name.trim() === BRIDGE_PROTOCOL);
}

/** Closes a connection with the reason. If the client does not answer the close frame, ws destroys its socket after 30 s. */
function refuse(page: WebSocket, text: string): void {
  page.on('error', () => page.terminate());
  page.send(formatControl({ kind: 'failed', code: 'CONNECT_FAILED', text }));
  page.close(FULL_CODE, text);
}
