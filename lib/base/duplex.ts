import type { Observable } from 'rxjs';

/**
 * All that a peer asks of a transport: bytes in, bytes out, and a way to hold each back. TCP, memory, and whatever else
 * carries a byte stream in order, implement it.
 */
export interface Duplex {
  /**
   * What the remote sends, in order, cut anywhere. Hot: it is read by one subscriber, and nothing is read before that
   * one comes. Completes when the remote ends its side, errors with a TransportError when the connection breaks.
   * A chunk is valid until `next` returns; the transport may write to it again then.
   */
  readonly chunk$: Observable<Uint8Array>;
  /** `host:port` of the remote, as far as it is known. */
  readonly address: string;
  readonly direction: 'inbound' | 'outbound';
  /**
   * Takes a chunk; it belongs to the transport from then on.
   *
   * @param done told once: true when the operating system has it, false when the connection ended first
   * @returns false when the transport is full: wait for `drain$` (the chunk itself is taken)
   */
  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean;
  /** Speaks when a full transport can take more. */
  readonly drain$: Observable<void>;
  /** Stops reading; what is on its way may still come. */
  pause(): void;
  /** Reads on. */
  resume(): void;
  /** Ends the connection, now, or after what was written has gone out, but no later than `flushTimeoutMs` (default 0). */
  close(options?: { flushTimeoutMs?: number }): void;
}
