import type { Socket } from 'node:net';
import { fromEvent, map, Observable, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { TransportError } from '../base/errors.js';
import { JoinedWrites } from './joinedWrites.js';
import { reasonOf } from './socketError.js';

/**
 * Where all connections that we dialled are read: each read is looked at before the next one. A buffer each, which Node makes otherwise,
 * costs a fifth of the time that reading takes, most of it the collector's. It offers none for connections that came in. The system gives
 * as much as there is: a sixteenth of this at a time took 0.2 of 2.4 µs a message longer. What no read has filled is no memory yet.
 */
export const READ_BUFFER: Uint8Array = new Uint8Array(1024 * 1024);

/** How many times in one turn of the event loop one connection may fill the buffer; then others have theirs. */
const MAX_FULL_READS = 2;

/** How many turns of the event loop an answer may wait for others. */
const MAX_WAITING_TURNS = 8;

/** A remote that has sent so much in one turn is taken to go on. */
const MUCH_BYTES = 64 * 1024;

/** A longer chunk is handed over as it is, without a copy. */
const MAX_JOINED_BYTES = 4096;

/** One connected socket. It is read from the moment that somebody subscribes to its chunks. */
export class TcpDuplex implements Duplex {
  private reader: Subscriber<Uint8Array> | undefined;
  /** Since somebody has looked; of the last chunk alone while nothing waits to go out. */
  private readBytes = 0;
  /** In this turn. */
  private fullReads = 0;
  private isPaused = false;
  private outgoing: JoinedWrites | undefined;
  private isClosing = false;
  private failure: Error | undefined;

  constructor(
    private readonly socket: Socket,
    readonly direction: 'inbound' | 'outbound',
    readonly address: string,
  ) {
    socket.setNoDelay(true);
    // Kept for the life of the socket: an 'error' that nobody listens to would end the process.
    socket.on('error', (error) => (this.failure ??= error));
  }

  get chunk$(): Observable<Uint8Array> {
    return this.read();
  }

  /**
   * Bytes that are valid until this returns.
   *
   * @returns false when it has read enough for this turn
   */
  arrived(chunk: Uint8Array): boolean {
    this.readBytes = chunk.length + (this.outgoing === undefined ? 0 : this.readBytes);
    this.reader?.next(chunk);
    return chunk.length < READ_BUFFER.length || this.mayFillAgain();
  }

  get drain$(): Observable<void> {
    return fromEvent(this.socket, 'drain').pipe(map(() => undefined));
  }

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    const { socket } = this;
    const isLarge = chunk.length > MAX_JOINED_BYTES;
    if (isLarge) this.flush();
    if (isLarge || this.isClosing) return socket.write(chunk, (error) => done?.(isWritten(error)));
    this.outgoing ??= this.startOutgoing();
    this.outgoing.add(chunk, done);
    const isFull = socket.writableLength + this.outgoing.sizeBytes >= socket.writableHighWaterMark;
    // It says by itself that it is full then, and by 'drain' that it is no more.
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
    // What still comes is thrown away, so that the remote's end is seen.
    socket.resume();
    const cut = setTimeout(() => socket.destroy(), flushTimeoutMs);
    socket.once('close', () => clearTimeout(cut));
  }

  /** Without an end to it one remote that sends without end would keep all others, and every timer, waiting. */
  private mayFillAgain(): boolean {
    this.fullReads += 1;
    if (this.fullReads === 1) {
      setImmediate(() => {
        const hasRested = this.fullReads >= MAX_FULL_READS;
        this.fullReads = 0;
        if (hasRested && !this.isPaused) this.socket.resume();
      });
    }
    return this.fullReads < MAX_FULL_READS;
  }

  /**
   * Messages leave together once what there is to read has been read: a system call each costs more than to decode a hundred messages, and
   * a remote that sends without end would be answered in a thousand pieces.
   */
  private startOutgoing(): JoinedWrites {
    this.flushWhenRead(MAX_WAITING_TURNS);
    return new JoinedWrites();
  }

  private flushWhenRead(turns: number): void {
    // By then this turn of the event loop has read what it could.
    setImmediate(() => {
      const hasMore = this.readBytes >= MUCH_BYTES;
      this.readBytes = 0;
      if (hasMore && turns > 1 && this.outgoing !== undefined) this.flushWhenRead(turns - 1);
      else this.flush();
    });
  }

  /** @returns false when the socket is full */
  private flush(): boolean {
    const { outgoing } = this;
    if (outgoing === undefined) return true;
    this.outgoing = undefined;
    return this.socket.write(outgoing.joined(), (error) => outgoing.settle(isWritten(error)));
  }

  private read(): Observable<Uint8Array> {
    const { socket } = this;
    // Not fromEvent: one subscription to several events, which also starts the reading.
    return new Observable((subscriber) => {
      const onEnd = (): void => subscriber.complete();
      const onClose = (): void => {
        if (this.failure === undefined) subscriber.complete();
        else {
          const fact = `connection to ${this.address} lost: ${reasonOf(this.failure)}`;
          subscriber.error(new TransportError('CONNECTION_LOST', fact, { cause: this.failure }));
        }
      };
      const onData = (chunk: Buffer): void => {
        this.arrived(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
      };
      this.reader = subscriber;
      socket.on('end', onEnd).on('close', onClose);
      if (this.direction === 'inbound') socket.on('data', onData);
      socket.resume();
      // It may have ended before anybody looked.
      if (socket.destroyed) onClose();
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
