import { Subject, type Observable } from 'rxjs';
import { Queue } from '../collections/queue.js';
import { MAX_DATA_BYTES } from './bridgeProtocol.js';

type Done = ((written: boolean) => void) | undefined;

interface UnsentChunk {
  readonly chunk: Uint8Array;
  readonly done: Done;
  /** The bytes of the chunk that were sent. */
  sentBytes: number;
}

/**
 * The chunks that wait until the other side of a bridge grants bytes. Sends pieces of at most MAX_DATA_BYTES, in order.
 *
 * The queue is not bounded here: `write` returns false while it is not empty, and a peer then waits for `drain$`.
 */
export class CreditedWriter {
  private readonly unsent = new Queue<UnsentChunk>();
  private readonly drainSubject$ = new Subject<void>();
  private creditBytes = 0;
  private isEnded = false;
  readonly drain$: Observable<void> = this.drainSubject$.asObservable();

  constructor(private readonly send: (piece: Uint8Array) => void) {}

  get isEmpty(): boolean {
    return this.unsent.size === 0;
  }

  /** The bytes that may be sent at once. */
  get credit(): number {
    return this.creditBytes;
  }

  write(chunk: Uint8Array, done: Done): boolean {
    if (this.isEnded) {
      done?.(false);
      return true;
    }
    this.unsent.push({ chunk, done, sentBytes: 0 });
    this.flush();
    return this.isEmpty;
  }

  /** The other side has granted these bytes. */
  grant(bytes: number): void {
    this.creditBytes += bytes;
    const wasWaiting = !this.isEmpty;
    this.flush();
    if (wasWaiting && this.isEmpty) this.drainSubject$.next();
  }

  /** Drops what was not sent, and refuses further chunks. */
  end(): void {
    this.isEnded = true;
    for (let next = this.unsent.shift(); next !== undefined; next = this.unsent.shift()) next.done?.(false);
    this.drainSubject$.complete();
  }

  private flush(): void {
    for (let first = this.unsent.first(); first !== undefined; first = this.unsent.first()) {
      const { chunk, done, sentBytes } = first;
      const pieceBytes = Math.min(chunk.length - sentBytes, this.creditBytes, MAX_DATA_BYTES);
      if (pieceBytes > 0) this.send(chunk.subarray(sentBytes, sentBytes + pieceBytes));
      this.creditBytes -= pieceBytes;
      first.sentBytes += pieceBytes;
      if (first.sentBytes < chunk.length) {
        if (this.creditBytes === 0) return;
        continue;
      }
      this.unsent.shift();
      done?.(true);
    }
  }
}
