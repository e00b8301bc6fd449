/** An event of a WebSocket: the fields that `webSocketDuplex` reads. */
export interface WebSocketLikeEvent {
  /** The name of the event. */
  readonly type: string;
  /** `message`: a text, or an ArrayBuffer. */
  readonly data?: unknown;
  /** `close`: the close code. */
  readonly code?: number;
  /** `close`: the reason that the server gave; empty if none. */
  readonly reason?: string;
}

/** The part of a WebSocket that `webSocketDuplex` uses: that of browsers, of Node from 22 on, and of the package `ws`. */
export interface WebSocketLike {
  /** Set to `arraybuffer`. */
  binaryType: string;
  /** The subprotocol that the server chose; empty if none. */
  readonly protocol: string;
  /** Sends a text, or bytes. Not a Uint8Array: its type differs between versions of TypeScript. */
  send(data: string | ArrayBuffer): void;
  /** Starts the closing handshake, after everything that was sent. */
  close(code?: number, reason?: string): void;
  /** Adds a listener for an event. */
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: WebSocketLikeEvent) => void): void;
}

/** A class of WebSockets, such as the global `WebSocket` or that of the package `ws`. */
export type WebSocketConstructor = new (url: string, protocol: string) => WebSocketLike;

/** The WebSocket of the platform; undefined if it has none, as Node before version 22. */
export function globalWebSocket(): WebSocketConstructor | undefined {
  return (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
}
