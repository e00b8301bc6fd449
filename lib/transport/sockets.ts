import type { Observable, SchedulerLike } from 'rxjs';
import { invalidOption } from '../base/optionChecks.js';
import type { Duplex } from '../base/duplex.js';
import { show } from '../base/show.js';

/** Where `Sockets.dial` connects to. */
export interface DialSocketOptions {
  /** The host of a listener. */
  host: string;
  /** The port of a listener: 1 to 65535. */
  port: number;
  /** The scheduler of timeouts. Default asyncScheduler. */
  scheduler?: SchedulerLike | undefined;
}

/** Where `Sockets.listen` listens. */
export interface ListenSocketOptions {
  /** The local host. */
  host: string;
  /** The local port: 1 to 65535, or 0, which chooses a free one. */
  port: number;
  /** Called once, with the local host and port, when the listener accepts connections. */
  onListening: (address: { host: string; port: number }) => void;
}

/** Opens and accepts connections by host and port: TCP in Node, or `memorySockets` inside of one process or page. */
export interface Sockets {
  /**
   * Opens a connection, emits it and completes. Cold. Unsubscribing before the connection is emitted cancels; afterwards it does nothing.
   *
   * Errors with TransportError `CONNECT_FAILED`, or PeerTimeoutError `CONNECT_TIMEOUT`.
   */
  dial(options: DialSocketOptions): Observable<Duplex>;
  /**
   * Listens and emits each accepted connection. Cold. Unsubscribing stops listening and does not close accepted connections.
   *
   * Errors with TransportError `LISTEN_FAILED`.
   */
  listen(options: ListenSocketOptions): Observable<Duplex>;
}

/** Errors with LocalProtocolError `INVALID_OPTION` unless the value is undefined or has the methods of Sockets. */
export function requireSockets(option: string, value: unknown): void {
  if (value === undefined) return;
  const { dial, listen } = (value ?? {}) as Partial<Record<keyof Sockets, unknown>>;
  if (typeof dial === 'function' && typeof listen === 'function') return;
  invalidOption(
    option,
    `object with the methods dial and listen expected, such as memorySockets(), got ${show(value)}`,
  );
}
