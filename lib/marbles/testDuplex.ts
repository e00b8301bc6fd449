import { EMPTY, Observable, Subject, Subscription, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';

/** Options of `m.duplex`, and of the transport of `m.peer`. */
export interface TestDuplexOptions {
  /** Which side opened the connection. Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** Address of the remote. Default `remote:8333`. */
  address?: string | undefined;
  /** Splits each input into chunks of at most this many bytes, delivered at the same time. Default: one chunk per message. */
  chunkBytes?: number | undefined;
  /** True while the send buffer is full: written chunks are queued. False at first. Default: never full. */
  full$?: Observable<boolean> | undefined;
}

/** A transport in virtual time. */
export interface TestDuplex extends Duplex {
  /** Each chunk that has left the send buffer. Hot; completes on close. */
  readonly written$: Observable<Uint8Array>;
}

/**
 * A transport whose remote is an Observable of bytes.
 *
 * Received chunks are queued in `unread` until `chunk$` is subscribed and reading is not paused. Written chunks are queued in `unwritten`
 * while `full$` is true. Neither queue is bounded: the test decides how much it feeds in. `close` drops both.
 */
export class VirtualDuplex implements TestDuplex {
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly chunk$: Observable<Uint8Array>;
  readonly written$: Observable<Uint8Array>;
  readonly drain$: Observable<void>;
  private readonly writtenSubject$ = new Subject<Uint8Array>();
  private readonly drainSubject$ = new Subject<void>();
  private readonly fullSubscription = new Subscription();
  private readonly chunkBytes: number;
  /** Received events that are not delivered yet: chunks, error or completion. */
  private readonly unread: ((reader: Subscriber<Uint8Array>) => void)[] = [];
  private readonly unwritten: { chunk: Uint8Array; done: ((written: boolean) => void) | undefined }[] = [];
  private reader: Subscriber<Uint8Array> | undefined;
  private isPaused = false;
  private isFull = false;
  private isClosed = false;

  constructor(
    bytes$: Observable<Uint8Array>,
    { direction = 'outbound', address = 'remote:8333', chunkBytes = Infinity, full$ = EMPTY }: TestDuplexOptions = {},
  ) {
    this.direction = direction;
    this.address = address;
    this.chunkBytes = chunkBytes;
    this.written$ = this.writtenSubject$.asObservable();
    this.drain$ = this.drainSubject$.asObservable();
    // Not an operator: a hot source cannot be paused, so its chunks are queued here while reading is paused.
    this.chunk$ = new Observable((reader) => {
      this.reader = reader;
      // Not ended with the reader: after the end of input the remote may still read what we write.
      this.fullSubscription.add(full$.subscribe((isFull) => this.setFull(isFull)));
      const reading = bytes$.subscribe({
        next: (bytes) => this.receive(bytes),
        error: (error: unknown) => this.enqueue((subscriber) => subscriber.error(error)),
        complete: () => this.enqueue((subscriber) => subscriber.complete()),
      });
      return () => {
        this.reader = undefined;
        reading.unsubscribe();
      };
    });
  }

  /** Receives these bytes from the remote. */
  receive(bytes: Uint8Array): void {
    const size = Math.min(this.chunkBytes, bytes.length);
    for (let start = 0; start < bytes.length; start += size) {
      const chunk = bytes.subarray(start, start + size);
      this.enqueue((subscriber) => subscriber.next(chunk));
    }
  }

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    if (this.isClosed) {
      done?.(false);
      return true;
    }
    this.unwritten.push({ chunk, done });
    this.flush();
    return !this.isFull;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.deliver();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.fullSubscription.unsubscribe();
    for (const { done } of this.unwritten.splice(0)) done?.(false);
    this.reader?.complete();
    this.writtenSubject$.complete();
    this.drainSubject$.complete();
  }

  private enqueue(event: (reader: Subscriber<Uint8Array>) => void): void {
    this.unread.push(event);
    this.deliver();
  }

  private deliver(): void {
    while (this.reader !== undefined && !this.isPaused && !this.isClosed) {
      const event = this.unread.shift();
      if (event === undefined) return;
      event(this.reader);
    }
  }

  private setFull(isFull: boolean): void {
    const wasFull = this.isFull;
    this.isFull = isFull;
    this.flush();
    if (wasFull && !this.isFull && !this.isClosed) this.drainSubject$.next();
  }

  private flush(): void {
    while (!this.isFull && !this.isClosed) {
      const next = this.unwritten.shift();
      if (next === undefined) return;
      this.writtenSubject$.next(next.chunk);
      next.done?.(true);
    }
  }
}
