import type { Observable } from 'rxjs';

/**
 * A byte stream in both directions between a peer and its remote. Implement it to run peers over your own transport.
 *
 * An implementation delivers all bytes, in order. `dialTcp` and `tcpDuplex` create a Duplex over a socket (TCP, TLS or SOCKS), `memoryDuplexes`
 * creates two connected ones in memory.
 */
export interface Duplex {
  /**
   * The bytes that the remote sends, in order, in chunks of any size. Hot, for one subscriber: reading starts when it subscribes. Completes
   * when the remote ends its side of the connection; errors with a TransportError if the connection is lost.
   *
   * A chunk is valid until `next` returns; the transport may reuse its buffer afterwards. Copy the bytes that you keep. A subscriber never
   * writes to a chunk.
   */
  readonly chunk$: Observable<Uint8Array>;
  /** `host:port` of the remote for errors, logs and limits per host; any text if there is no host, such as `memory:inbound`. */
  readonly address: string;
  /** `outbound` if this side opened the connection, `inbound` if the remote did. */
  readonly direction: 'inbound' | 'outbound';
  /**
   * Sends a chunk. The transport owns the chunk from then on: the caller neither changes nor reuses it.
   *
   * @param done called once: with true after the operating system has accepted the chunk, with false if the connection ended first
   * @returns false if the transport's buffer is full; this chunk is queued anyway, but wait for `drain$` before you write the next one
   */
  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean;
  /** Emits when the buffer has room again after `write` has returned false. */
  readonly drain$: Observable<void>;
  /** Stops reading. Chunks that the transport has already read may still be emitted. */
  pause(): void;
  /** Starts reading again. */
  resume(): void;
  /** Closes the connection at once, or with `flushTimeoutMs` (default 0) when queued chunks are sent, at the latest after this time. */
  close(options?: { flushTimeoutMs?: number }): void;
}
