import { EMPTY, Observable, Subject, Subscription, type Subscriber } from 'rxjs';
import type { Duplex } from '../base/duplex.js';

export interface TestDuplexOptions {
  /** Default `'outbound'`. */
  direction?: 'inbound' | 'outbound' | undefined;
  /** Of the remote. Default `remote:8333`. */
  address?: string | undefined;
  /** Cuts what comes into chunks of at most so many bytes, all at the same moment. Default: each message is one chunk. */
  chunkBytes?: number | undefined;
  /** True while the remote does not read: what is written waits. False at first. Default: it always reads. */
  full$?: Observable<boolean> | undefined;
}

/** A transport in virtual time. */
export interface TestDuplex extends Duplex {
  /** Each chunk that has gone out; completes on close. */
  readonly written$: Observable<Uint8Array>;
}

/** A transport whose remote is an Observable of bytes; what waits, unread or unwritten, is as much as the test says. */
export class VirtualDuplex implements TestDuplex {
  readonly direction: 'inbound' | 'outbound';
  readonly address: string;
  readonly chunk$: Observable<Uint8Array>;
  readonly written$: Observable<Uint8Array>;
  readonly drain$: Observable<void>;
  private readonly writtenSubject$ = new Subject<Uint8Array>();
  private readonly drainSubject$ = new Subject<void>();
  private readonly work = new Subscription();
  private readonly chunkBytes: number;
  /** What has come and was not read: chunks, and the end. */
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
    // Held back while paused: no operator does that to a source which cannot be told.
    this.chunk$ = new Observable((reader) => {
      this.reader = reader;
      // A remote that has ended its side may read on.
      this.work.add(full$.subscribe((isFull) => this.setFull(isFull)));
      const reading = bytes$.subscribe({
        next: (bytes) => this.arrive(bytes),
        error: (error: unknown) => this.hold((to) => to.error(error)),
        complete: () => this.hold((to) => to.complete()),
      });
      return () => {
        this.reader = undefined;
        reading.unsubscribe();
      };
    });
  }

  /** The remote says this. */
  arrive(bytes: Uint8Array): void {
    const size = Math.min(this.chunkBytes, bytes.length);
    for (let from = 0; from < bytes.length; from += size) {
      const chunk = bytes.subarray(from, from + size);
      this.hold((to) => to.next(chunk));
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
    this.flow();
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.work.unsubscribe();
    for (const { done } of this.unwritten.splice(0)) done?.(false);
    this.reader?.complete();
    this.writtenSubject$.complete();
    this.drainSubject$.complete();
  }

  private hold(deliver: (reader: Subscriber<Uint8Array>) => void): void {
    this.unread.push(deliver);
    this.flow();
  }

  private flow(): void {
    while (this.reader !== undefined && !this.isPaused && !this.isClosed) {
      const deliver = this.unread.shift();
      if (deliver === undefined) return;
      deliver(this.reader);
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
