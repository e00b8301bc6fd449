import { Observable, Subject, type Subscriber } from 'rxjs';
import type { Duplex } from '../duplex.js';

export interface MemoryDuplexesOptions {
  /** What the two ends call each other. Default `memory:outbound`, `memory:inbound`. */
  addresses?: { outbound: string; inbound: string } | undefined;
  /** How many bytes an end that does not read takes; what is beyond waits on the side that writes. Default 64 KiB. */
  highWaterMarkBytes?: number | undefined;
}

/** Two ends of one connection in memory: what is written to one is read from the other, in the same turn. */
export interface MemoryDuplexes {
  readonly outbound: Duplex;
  readonly inbound: Duplex;
}

/** Joins two peers without a socket: for tests, simulations, and protocols inside of one process. */
export function memoryDuplexes({
  addresses = { outbound: 'memory:outbound', inbound: 'memory:inbound' },
  highWaterMarkBytes = 64 * 1024,
}: MemoryDuplexesOptions = {}): MemoryDuplexes {
  const outbound = new MemoryDuplex('outbound', addresses.inbound, highWaterMarkBytes);
  const inbound = new MemoryDuplex('inbound', addresses.outbound, highWaterMarkBytes);
  outbound.remote = inbound;
  inbound.remote = outbound;
  return { outbound, inbound };
}

class MemoryDuplex implements Duplex {
  remote!: MemoryDuplex;
  private readonly drainSubject$ = new Subject<void>();
  private reader: Subscriber<Uint8Array> | undefined;
  /** What the remote has written and nobody has read yet: first what is taken, then what does not fit. */
  private readonly waiting: { chunk: Uint8Array; done: ((written: boolean) => void) | undefined }[] = [];
  private takenCount = 0;
  private takenBytes = 0;
  private isPaused = false;
  private isEnded = false;
  private isClosed = false;
  private givingUp: ReturnType<typeof setTimeout> | undefined;

  readonly drain$ = this.drainSubject$.asObservable();
  // Not a Subject: what came before the first subscriber waits for it.
  readonly chunk$ = new Observable<Uint8Array>((subscriber) => {
    this.reader = subscriber;
    this.flow();
    return () => (this.reader = undefined);
  });

  constructor(
    readonly direction: 'inbound' | 'outbound',
    readonly address: string,
    private readonly highWaterMarkBytes: number,
  ) {}

  write(chunk: Uint8Array, done?: (written: boolean) => void): boolean {
    if (this.isClosed || this.remote.isClosed) {
      done?.(false);
      return true;
    }
    this.remote.waiting.push({ chunk, done });
    this.remote.takeWhatFits();
    this.remote.flow();
    return this.remote.isRoomy();
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    this.flow();
  }

  close({ flushTimeoutMs = 0 }: { flushTimeoutMs?: number } = {}): void {
    if (this.isClosed) return;
    this.isClosed = true;
    // Those that were taken have been told so.
    settle(this.waiting.splice(this.takenCount));
    this.waiting.length = this.takenCount = 0;
    clearTimeout(this.givingUp);
    if (flushTimeoutMs <= 0) this.remote.giveUp();
    else this.remote.giveUpAfter(flushTimeoutMs);
    this.reader?.complete();
    this.drainSubject$.complete();
    this.remote.isEnded = true;
    this.remote.flow();
  }

  /** What has not been taken yet will not be. */
  private giveUp(): void {
    settle(this.waiting.splice(this.takenCount));
    this.flow();
  }

  private giveUpAfter(ms: number): void {
    if (this.isRoomy()) return;
    this.givingUp = setTimeout(() => this.giveUp(), ms);
  }

  private isRoomy(): boolean {
    return this.takenCount === this.waiting.length;
  }

  /** As an operating system does: what is taken is on its way, whoever reads it. */
  private takeWhatFits(): void {
    for (let next = this.waiting[this.takenCount]; next !== undefined; next = this.waiting[this.takenCount]) {
      if (this.takenBytes > 0 && this.takenBytes + next.chunk.length > this.highWaterMarkBytes) return;
      this.takenCount += 1;
      this.takenBytes += next.chunk.length;
      next.done?.(true);
    }
  }

  /** Hands over what waits, and then the end. */
  private flow(): void {
    while (this.reader !== undefined && !this.isPaused && !this.isClosed) {
      const wasRoomy = this.isRoomy();
      const next = this.waiting.shift();
      if (next === undefined) break;
      this.takenCount -= 1;
      this.takenBytes -= next.chunk.length;
      this.takeWhatFits();
      this.reader.next(next.chunk);
      if (!wasRoomy && this.isRoomy()) this.remote.drainSubject$.next();
    }
    if (this.isEnded && this.waiting.length === 0) {
      clearTimeout(this.givingUp);
      this.reader?.complete();
    }
  }
}

/** These will not go out. */
function settle(lost: { done: ((written: boolean) => void) | undefined }[]): void {
  for (const { done } of lost) done?.(false);
}
