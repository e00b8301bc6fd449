import type { Socket } from 'node:net';
import { fromEvent, map, Observable, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { NO_BYTES } from '../codec/reader.js';
import { TransportError } from '../base/errors.js';
import { errorReason } from '../base/errorReason.js';
import { formatHostPort } from '../base/hostPort.js';
import { WriteBatch } from './writeBatch.js';

type RemoteAddress = { remoteAddress?: string | undefined; remotePort?: number | undefined };

/** The `host:port` of the remote end of a connected socket; `unknown:0` for a socket without one, such as a Unix socket. */
export function remoteAddressOf({ remoteAddress, remotePort }: RemoteAddress): string {
  return formatHostPort(remoteAddress ?? 'unknown', remotePort ?? 0);
}

/**
 * The buffer that all dialled connections share: each read is processed completely before the next one. A separate buffer per read, as Node
 * allocates by default, takes 20 % of the time of reading, most of it garbage collection. Node has no such option for accepted connections.
 * The operating system fills as much as it has: a buffer of 64 KiB took 0.2 of 2.4 µs per message longer. Pages that no read has filled use no
 * memory.
 */
export const READ_BUFFER: Uint8Array = new Uint8Array(1024 * 1024);

/** The number of reads that fill the whole buffer after which a connection yields to the others for one turn of the event loop. */
const MAX_FULL_READS = 2;

/** The number of turns of the event loop for which small writes wait for further ones while the remote keeps sending. */
const MAX_BATCH_TURNS = 8;

/** A remote from which this much was read in one turn is assumed to send more in the next turn. */
const BUSY_READ_BYTES = 64 * 1024;

/** A longer chunk is written separately, without a copy. */
const MAX_BATCHED_CHUNK_BYTES = 4096;

/**
 * A duplex over one connected socket.
 *
 * Reading: starts when `chunk$` is subscribed. A dialled socket reads into READ_BUFFER and calls `receive` (the option `onread` of Node); any
 * other socket emits `data`. After MAX_FULL_READS full reads in one turn of the event loop it pauses until the next turn.
 *
 * Writing: chunks of up to MAX_BATCHED_CHUNK_BYTES are collected in a WriteBatch, which is written at the end of the turn; if much is being
 * read, up to MAX_BATCH_TURNS turns later; before a longer chunk; and at once when the socket's buffer is full. Not batched while closing.
 */
export class TcpDuplex implements Duplex {
  private reader: Subscriber<Uint8Array> | undefined;
  /** The bytes read since `flushWhenQuiet` last checked; without a pending batch only those of the last chunk. */
  private readBytes = 0;
  /** The number of reads in this turn that have filled READ_BUFFER. */
  private fullReads = 0;
  private isPaused = false;
  private batch: WriteBatch | undefined;
  private isClosing = false;
  private failure: Error | undefined;

  /**
   * @param usesReadBuffer whether the socket calls `receive` by `onread`, so that it emits no `data`
   * @param firstBytes bytes that were read before, which `chunk$` emits first
   */
  constructor(
    private readonly socket: Socket,
    readonly direction: 'inbound' | 'outbound',
    readonly address: string,
    private readonly usesReadBuffer = false,
    private firstBytes: Uint8Array = NO_BYTES,
  ) {
    socket.setNoDelay(true);
    this.failure = socket.errored ?? undefined;
    // For the life of the socket: an 'error' event without a listener would end the process.
    socket.on('error', (error) => (this.failure ??= error));
  }

  get chunk$(): Observable<Uint8Array> {
    return this.read();
  }

  /**
   * Emits a chunk, which the caller may overwrite when this returns.
   *
   * @returns false if the socket has to stop reading for this turn
   */
  receive(chunk: Uint8Array): boolean {
    this.readBytes = chunk.length + (this.batch === undefined ? 0 : this.readBytes);
    this.reader?.next(chunk);
    return chunk.length < READ_BUFFER.length || this.mayReadOn();
  }

  get drain$(): Observable<void> {
    return fromEvent(this.socket, 'drain').pipe(map(() => undefined));
  }

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    const { socket } = this;
    const isLarge = chunk.length > MAX_BATCHED_CHUNK_BYTES;
    if (isLarge) this.flush();
    if (isLarge || this.isClosing) return socket.write(chunk, (error) => done?.(isWritten(error)));
    this.batch ??= this.startBatch();
    this.batch.add(chunk, done);
    const isFull = socket.writableLength + this.batch.sizeBytes >= socket.writableHighWaterMark;
    // A full socket returns false from its own write, and emits 'drain' later.
    return isFull ? this.flush() : true;
  }

  pause(): void {
    this.isPaused = true;
    this.socket.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.socket.resume();
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number } = {}): void {
    const { socket } = this;
    this.isClosing = true;
    if (flushTimeoutMs <= 0) {
      socket.destroy();
      this.flush();
      return;
    }
    this.flush();
    socket.end();
    // Reads and discards the remaining bytes of the remote, so that its end of the stream is noticed.
    socket.resume();
    const flushTimer = setTimeout(() => socket.destroy(), flushTimeoutMs);
    socket.once('close', () => clearTimeout(flushTimer));
  }

  /** Without this limit a remote that never stops sending would block all other connections and every timer. */
  private mayReadOn(): boolean {
    this.fullReads += 1;
    if (this.fullReads === 1) {
      setImmediate(() => {
        const hasYielded = this.fullReads >= MAX_FULL_READS;
        this.fullReads = 0;
        if (hasYielded && !this.isPaused) this.socket.resume();
      });
    }
    return this.fullReads < MAX_FULL_READS;
  }

  /**
   * Small messages are written together after the available bytes have been read: a system call takes longer than decoding a hundred messages,
   * and the answers to a remote that never stops sending would become thousands of small writes.
   */
  private startBatch(): WriteBatch {
    this.flushWhenQuiet(MAX_BATCH_TURNS);
    return new WriteBatch();
  }

  private flushWhenQuiet(turns: number): void {
    // setImmediate runs after the reads of this turn of the event loop.
    setImmediate(() => {
      const isBusy = this.readBytes >= BUSY_READ_BYTES;
      this.readBytes = 0;
      if (isBusy && turns > 1 && this.batch !== undefined) this.flushWhenQuiet(turns - 1);
      else this.flush();
    });
  }

  /** @returns false if the socket's buffer is full */
  private flush(): boolean {
    const { batch } = this;
    if (batch === undefined) return true;
    this.batch = undefined;
    return this.socket.write(batch.bytes(), (error) => batch.settle(isWritten(error)));
  }

  private read(): Observable<Uint8Array> {
    const { socket } = this;
    // Not fromEvent: one subscription listens to several events and starts reading.
    return new Observable((subscriber) => {
      const onEnd = (): void => subscriber.complete();
      const onClose = (): void => {
        if (this.failure === undefined) subscriber.complete();
        else {
          const fact = `connection to ${this.address} lost: ${errorReason(this.failure)}`;
          subscriber.error(new TransportError('CONNECTION_LOST', fact, { cause: this.failure }));
        }
      };
      const onData = (chunk: Buffer): void => {
        this.receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      };
      this.reader = subscriber;
      socket.on('end', onEnd).on('close', onClose);
      if (!this.usesReadBuffer) socket.on('data', onData);
      const { firstBytes } = this;
      this.firstBytes = NO_BYTES;
      if (firstBytes.length > 0) subscriber.next(firstBytes);
      // A subscriber may have paused because of these bytes.
      if (!this.isPaused) socket.resume();
      // The socket may have ended before this subscription.
      if (socket.destroyed || socket.readableEnded) onClose();
      return () => {
        this.reader = undefined;
        socket.off('data', onData).off('end', onEnd).off('close', onClose);
      };
    });
  }
}

function isWritten(error: Error | null | undefined): boolean {
  return error === null || error === undefined;
}
