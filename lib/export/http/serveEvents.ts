import { interval, Subscription, type Observable } from 'rxjs';
import type { ExportEvent } from '../events/exportEvent.js';
import { exportEvents, type SinglePeer, type SourcePool } from '../events/exportEvents.js';
import { EventClient } from './eventClient.js';
import { EventFeed, type FeedEvent } from './eventFeed.js';
import { FilterError, parseEventFilter, type EventFilter } from './eventFilter.js';
import type { EventsHandler, EventsRequest, EventsResponse } from './eventsHandler.js';
import { serverSentId, serverSentRetry } from './serverSentEvent.js';
import { serveEventsSettings, type ServeEventsOptions } from './serveEventsOptions.js';

/** The figures of a server of events, since it was created. */
export interface EventsServerStats {
  /** The number of connected clients. */
  readonly clients: number;
  /** The number of events that were queued for clients: one event for two clients counts twice. */
  readonly sentEvents: number;
  /** The number of events that clients have lost because they were too slow. */
  readonly droppedEvents: number;
  /** The number of requests that were refused because there were too many clients. */
  readonly refusedClients: number;
}

/** A server of events. */
export interface EventsServer {
  /** Answers requests for the path; give it to node:http, Express or Fastify. */
  readonly handler: EventsHandler;
  /** The current figures. */
  stats(): EventsServerStats;
  /** Disconnects all clients and unsubscribes from the source. Later requests are answered with status 204, so that browsers do not try again. */
  close(): void;
  /** The same as `close()`, for `using`. */
  [Symbol.dispose](): void;
}

/**
 * Serves the events of connections as server-sent events, for `EventSource` in browsers and for any HTTP client.
 *
 *     GET /events?commands=inv,tx&direction=received
 *
 * Each client gets the events that match its query (docs/embedding.md has the parameters and the fields), first a `joined` for each peer
 * that is connected. An event is encoded only once for all clients that want it; an event that no client wants is not decoded. The source
 * is subscribed while there are clients, and for `resumeMs` after.
 *
 * A client that does not read loses events: at most `maxQueuedBytes` wait for it. Further events are counted, and the client gets their
 * number in an event `dropped`. It slows neither the peers nor the other clients. A client that connects again with `Last-Event-ID` gets
 * the events since then that are still stored. If some are missing, it first gets an event `dropped`.
 *
 * When the source completes, the responses end, and requests are answered with status 204. Errors at the call with LocalProtocolError
 * `INVALID_OPTION`. The application is responsible for authentication and TLS: call the handler only for requests that may read the stream.
 *
 * @example
 * const events = serveEvents(pool, { path: '/events' });
 * createServer((request, response) => {
 *   if (!events.handler(request, response)) response.writeHead(404).end();
 * }).listen(8080, '127.0.0.1');
 */
export function serveEvents(
  // eslint-disable-next-line rxjs-x/finnish -- mostly a pool or a peer
  source: SourcePool | SinglePeer | Observable<ExportEvent>,
  options: ServeEventsOptions,
): EventsServer {
  const settings = serveEventsSettings(options);
  const { heartbeatMs, maxClients, maxQueuedBytes, path, resumeMs, retryMs, scheduler, stallTimeoutMs } = settings;
  const clients = new Set<EventClient>();
  const figures = { sentEvents: 0, droppedEvents: 0, refusedClients: 0 };
  let heartbeats = Subscription.EMPTY;
  let isClosed = false;

  const feed = new EventFeed('pipe' in source ? source : exportEvents(source), {
    ...settings,
    onEvent(event) {
      for (const client of clients) deliver(client, event);
    },
    onEnd(error) {
      if (error !== undefined) options.onFault?.(error);
      for (const client of clients) client.end();
    },
  });

  function deliver(client: EventClient, event: FeedEvent): void {
    if (!client.wants(event.facts)) return;
    if (client.send(event.bytes())) figures.sentEvents += 1;
    else figures.droppedEvents += 1;
  }

  function handler(request: EventsRequest, response: EventsResponse, next?: () => void): boolean {
    // Not `new URL`: it throws for some paths that a client can send.
    const [pathname, query] = /^([^?]*)\??(.*)$/s.exec(request.url ?? '/')!.slice(1);
    if (pathname !== path) {
      next?.();
      return false;
    }
    answer(request, response, new URLSearchParams(query));
    return true;
  }

  function answer(request: EventsRequest, response: EventsResponse, query: URLSearchParams): void {
    const refuse = (status: number, text: string, headers: Record<string, string> = {}): void => {
      response.writeHead(status, { ...corsHeaders(request), ...TEXT_HEADERS, ...headers });
      response.end(status === 204 ? undefined : `${text}\n`);
    };
    if (request.method !== 'GET') {
      refuse(405, 'only GET is allowed here', { Allow: 'GET' });
      return;
    }
    let filter: EventFilter;
    try {
      filter = parseEventFilter(query, undefined, settings.otherParameters);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      refuse(400, error.message);
      return;
    }
    if (isClosed || feed.isEnded) {
      refuse(204, '');
      return;
    }
    if (clients.size >= maxClients) {
      figures.refusedClients += 1;
      refuse(503, `too many clients: at most ${maxClients} are allowed`, { 'Retry-After': '10' });
      return;
    }
    connect(request, response, filter);
  }

  function connect(request: EventsRequest, response: EventsResponse, filter: EventFilter): void {
    // A client that disconnects causes an error of a pending write, which is not a fault.
    response.on('error', () => undefined);
    response.writeHead(200, { ...corsHeaders(request), ...STREAM_HEADERS });
    response.flushHeaders();
    const client = new EventClient(response, {
      filter,
      maxQueuedBytes,
      stallTimeoutMs,
      now: () => scheduler.now(),
    });
    response.on('close', () => disconnect(client));
    client.send(serverSentRetry(retryMs));
    // Before the client is added: it gets the first joins once, from startOf.
    feed.open();
    const lastId = request.headers['last-event-id'];
    const { events, id, missed } = feed.startOf(typeof lastId === 'string' && lastId !== '' ? lastId : undefined);
    if (missed !== 0) client.sendMissing(missed, 'resume');
    for (const event of events) deliver(client, event);
    client.send(serverSentId(id));
    clients.add(client);
    if (clients.size === 1) heartbeats = interval(heartbeatMs, scheduler).subscribe(tick);
    if (feed.isEnded) client.end();
  }

  function tick(): void {
    for (const client of clients) client.tick();
  }

  function disconnect(client: EventClient): void {
    client.close();
    if (!clients.delete(client) || clients.size > 0) return;
    heartbeats.unsubscribe();
    if (resumeMs > 0) feed.linger();
    else feed.close();
  }

  function close(): void {
    isClosed = true;
    for (const client of clients) client.end();
    // The heartbeats continue until the last client has left: a heartbeat ends a client that does not read.
    feed.close();
  }

  function corsHeaders({ headers: { origin } }: EventsRequest): Record<string, string> {
    const { origins } = settings;
    if (origins === '*') return { 'Access-Control-Allow-Origin': '*' };
    if (origins === undefined) return {};
    const isAllowed = typeof origin === 'string' && origins.includes(origin);
    return { Vary: 'Origin', ...(isAllowed ? { 'Access-Control-Allow-Origin': origin } : {}) };
  }

  return {
    handler,
    stats: () => ({ clients: clients.size, ...figures }),
    close,
    [Symbol.dispose]: close,
  };
}

const TEXT_HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
};

const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'Cache-Control': 'no-store',
  // nginx would collect events until its buffer is full.
  'X-Accel-Buffering': 'no',
};
