import { createServer, connect as connectSocket, type AddressInfo, type Socket } from 'node:net';
import { fromEvent, map, Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { PeerTimeoutError, TransportError } from '../errors.js';
import { formatHostPort } from '../hostPort.js';
import { JoinedChunks } from './joinedChunks.js';

export interface DialTcpOptions {
  host: string;
  port: number;
  connectTimeoutMs: number;
  scheduler: SchedulerLike;
}

/**
 * Dials; emits the connection once it stands, and completes. Unsubscribing before that destroys the socket, after it does nothing.
 *
 * Errors with TransportError `CONNECT_FAILED` or PeerTimeoutError `CONNECT_TIMEOUT`.
 */
export function dialTcp({ host, port, connectTimeoutMs, scheduler }: DialTcpOptions): Observable<Duplex> {
  return new Observable((subscriber) => {
    const address = formatHostPort(host, port);
    let duplex: TcpDuplex | undefined;
    const callback = (size: number, buffer: Uint8Array): boolean => {
      duplex?.arrived(buffer.subarray(0, size));
      return true;
    };
    const socket = connectSocket({ host, port, onread: { buffer: READ_BUFFER, callback } });
    // A connection is not read before somebody asks for its bytes.
    socket.pause();
    let isHandedOver = false;
    subscriber.add(() => {
      if (!isHandedOver) socket.destroy();
    });
    subscriber.add(
      scheduler.schedule(() => {
        const fact = `no connection to ${address} within ${connectTimeoutMs} ms`;
        subscriber.error(new PeerTimeoutError('CONNECT_TIMEOUT', fact, connectTimeoutMs));
      }, connectTimeoutMs),
    );
    socket.on('error', (cause) => {
      const fact = `no connection to ${address}: ${reasonOf(cause)}`;
      subscriber.error(new TransportError('CONNECT_FAILED', fact, { cause }));
    });
    socket.once('connect', () => {
      isHandedOver = true;
      socket.removeAllListeners('error');
      duplex = new TcpDuplex(socket, 'outbound', address);
      subscriber.next(duplex);
      subscriber.complete();
    });
  });
}

export interface ListenTcpOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  onListening: (address: { host: string; port: number }) => void;
}

/**
 * Listens; emits each connection that comes in. Unsubscribing stops listening and leaves the connections alone.
 *
 * Errors with TransportError `LISTEN_FAILED`.
 */
export function listenTcp({ host, port, onListening }: ListenTcpOptions): Observable<Duplex> {
  return new Observable((subscriber) => {
    // A connection is not read before somebody asks for its bytes.
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      const address = formatHostPort(socket.remoteAddress ?? 'unknown', socket.remotePort ?? 0);
      subscriber.next(new TcpDuplex(socket, 'inbound', address));
    });
    server.on('error', (cause) => {
      const fact = `cannot listen on ${formatHostPort(host, port)}: ${reasonOf(cause)}`;
      subscriber.error(new TransportError('LISTEN_FAILED', fact, { cause }));
    });
    server.listen({ host, port }, () => {
      const bound = server.address() as AddressInfo;
      onListening({ host: bound.address, port: bound.port });
    });
    return () => server.close();
  });
}

/**
 * Where all connections that we dialled are read: each read is looked at before the next one. A buffer each, which Node makes otherwise,
 * costs a fifth of the time that reading takes, most of it the collector's. It offers none for connections that came in.
 */
const READ_BUFFER = new Uint8Array(64 * 1024);

/** How many turns of the event loop, each of which reads up to 2 MiB, an answer may wait for others. */
const MAX_WAITING_TURNS = 8;

/** A longer chunk is handed over as it is, without a copy. */
const MAX_JOINED_BYTES = 4096;

/** One connected socket. It is read from the moment that somebody subscribes to its chunks. */
class TcpDuplex implements Duplex {
  private reader: Subscriber<Uint8Array> | undefined;
  /** Of this turn. */
  private lastReadBytes = 0;
  private outgoing: JoinedChunks | undefined;
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

  /** Bytes that are valid until this returns. */
  arrived(chunk: Uint8Array): void {
    this.lastReadBytes = chunk.length;
    this.reader?.next(chunk);
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
    this.socket.pause();
  }

  resume(): void {
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

  /**
   * Messages leave together once what there is to read has been read: a system call each costs more than to decode a hundred messages, and
   * a remote that sends without end would be answered in a thousand pieces.
   */
  private startOutgoing(): JoinedChunks {
    this.flushWhenRead(MAX_WAITING_TURNS);
    return new JoinedChunks();
  }

  private flushWhenRead(turns: number): void {
    // By then this turn of the event loop has read what it could.
    setImmediate(() => {
      const hasMore = this.lastReadBytes >= READ_BUFFER.length;
      this.lastReadBytes = 0;
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
      const onData = (chunk: Buffer): void =>
        this.arrived(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
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

/** The system's name for what happened; several for a name with several addresses. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((each) => reasonOf(each as Error)).join(', ');
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
