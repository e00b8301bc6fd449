import type { Observable } from 'rxjs';

/**
 * A byte stream in both directions, as a peer needs it from a transport: TCP, memory, or a socket of your own.
 *
 * An implementation delivers bytes in order and loses none. `dialTcp` and `tcpDuplex` make one of a TCP (or TLS, or SOCKS) socket,
 * `memoryDuplexes` makes two connected ones without a socket.
 */
export interface Duplex {
  /**
   * The bytes that the remote sends, in order, in chunks of any size. Hot, for one subscriber: reading starts when it subscribes. Completes
   * when the remote ends its side of the connection; errors with a TransportError when the connection breaks.
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
   * @returns false if the transport's buffer is full; this chunk is queued nevertheless, wait for `drain$` before the next one
   */
  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean;
  /** Emits when the buffer of a full transport has room again. */
  readonly drain$: Observable<void>;
  /** Stops reading. Chunks that the transport has already read may still be emitted. */
  pause(): void;
  /** Starts reading again. */
  resume(): void;
  /** Closes the connection at once, or with `flushTimeoutMs` (default 0) after queued chunks are sent, at the latest after this time. */
  close(options?: { flushTimeoutMs?: number }): void;
}
