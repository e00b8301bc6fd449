/** The part of a request that `serveEvents` reads. The requests of node:http and Express, and `request.raw` of Fastify, have it. */
export interface EventsRequest {
  /** The method: only GET is served. */
  readonly method?: string | undefined;
  /** The path and the query. */
  readonly url?: string | undefined;
  /** The headers, with lower-case names. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The part of a response that `serveEvents` uses. The responses of node:http and Express, and `reply.raw` of Fastify, have it. */
export interface EventsResponse {
  /** Sends the head. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Sends the head at once. */
  flushHeaders(): void;
  /** Sends a part of the body; calls back when the operating system has it. */
  write(chunk: Uint8Array, callback: (error: Error | null | undefined) => void): boolean;
  /** Ends the response. */
  end(text?: string): unknown;
  /** Closes the connection. */
  destroy(): unknown;
  /** Subscribes to `close` and `error`. */
  on(event: 'close' | 'error', listener: () => void): unknown;
}

/**
 * Answers a request whose path is the option `path`.
 *
 * @param next called for any other path, as middleware does
 * @returns true if the request is answered; false for another path, which it leaves alone
 */
export type EventsHandler = (request: EventsRequest, response: EventsResponse, next?: () => void) => boolean;
