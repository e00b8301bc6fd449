import { LocalProtocolError, toPeerError, type PeerError } from '../../base/errors.js';
import { requireInteger } from '../../base/optionChecks.js';
import { Queue } from '../../collections/queue.js';

/** A receiver that takes items more slowly than they arrive: a server, a file, a browser. */
export interface Sink<T> {
  /**
   * Writes items in order. If it returns a promise, the queue calls it again when the promise has settled, so one write is in progress at a
   * time. If it throws or the promise rejects, the items are lost and count as dropped.
   */
  write(items: readonly T[]): unknown;
}

/** Options of `SinkQueue` and `writeToSink`. */
export interface SinkQueueOptions<T> {
  /** The size of an item in bytes, for the bounds. Default: its `length` or `byteLength`. */
  sizeOf?: ((item: T) => number) | undefined;
  /** The maximum size of the items that wait, in bytes. Beyond it new items are dropped and counted. Default 16 MiB. */
  maxQueuedBytes?: number | undefined;
  /** The maximum size of the items of one write, in bytes; a larger item is written alone. Default 1 MiB. */
  maxBatchBytes?: number | undefined;
  /** Called with the items that are lost, and the error if their write has failed. Without an error the queue was full or closed. */
  onDropped?: ((items: readonly T[], error?: PeerError) => void) | undefined;
  /** Called after each write and each drop. */
  onChange?: (() => void) | undefined;
}

/** The figures of a `SinkQueue`, since it was created. */
export interface SinkFigures {
  /** Items that were written. */
  readonly writtenItems: number;
  /** Their size in bytes. */
  readonly writtenBytes: number;
  /** Items that were dropped: the queue was full, or their write failed. */
  readonly droppedItems: number;
  /** Their size in bytes. */
  readonly droppedBytes: number;
  /** The size of the items that wait or are being written, in bytes. */
  readonly queuedBytes: number;
}

/**
 * A bounded queue in front of a slow sink.
 *
 * States: idle (nothing queued, nothing in progress) and writing (one write in progress). `push` starts a write at the end of the current turn of
 * the event loop, so that the items of one turn are written together; the end of a write starts the next. While a write is in progress new items
 * wait, at most `maxQueuedBytes`; an item beyond that is dropped and counted. So a sink that is slow or absent takes a bounded amount of
 * memory, and never slows the source.
 */
export class SinkQueue<T> {
  private readonly sizeOf: (item: T) => number;
  private readonly maxQueuedBytes: number;
  private readonly maxBatchBytes: number;
  private readonly waiting = new Queue<{ readonly item: T; readonly bytes: number }>();
  private isWriting = false;
  private isClosed = false;
  private onIdle: (() => void)[] = [];
  private writtenItems = 0;
  private writtenBytes = 0;
  private droppedItems = 0;
  private droppedBytes = 0;
  private queuedBytes = 0;

  constructor(
    private readonly sink: Sink<T>,
    private readonly options: SinkQueueOptions<T> = {},
  ) {
    const { maxBatchBytes = 1024 * 1024, maxQueuedBytes = 16 * 1024 * 1024, sizeOf = lengthOf } = options;
    requireInteger('maxQueuedBytes', maxQueuedBytes, 1, Number.MAX_SAFE_INTEGER);
    requireInteger('maxBatchBytes', maxBatchBytes, 1, Number.MAX_SAFE_INTEGER);
    this.sizeOf = sizeOf;
    this.maxQueuedBytes = maxQueuedBytes;
    this.maxBatchBytes = maxBatchBytes;
  }

  /** Queues an item. Returns false if it was dropped: the queue is full or closed. */
  push(item: T): boolean {
    const bytes = this.sizeOf(item);
    if (this.isClosed || this.queuedBytes + bytes > this.maxQueuedBytes) {
      this.drop([item], bytes);
      this.options.onChange?.();
      return false;
    }
    this.queuedBytes += bytes;
    this.waiting.push({ item, bytes });
    if (!this.isWriting) {
      this.isWriting = true;
      queueMicrotask(() => void this.writeAll());
    }
    return true;
  }

  /** The current figures. */
  figures(): SinkFigures {
    const { droppedBytes, droppedItems, queuedBytes, writtenBytes, writtenItems } = this;
    return { writtenItems, writtenBytes, droppedItems, droppedBytes, queuedBytes };
  }

  /** Resolves when everything that was pushed before is written or dropped. Never rejects. */
  flush(): Promise<void> {
    if (!this.isWriting) return Promise.resolve();
    return new Promise((resolve) => this.onIdle.push(resolve));
  }

  /** Drops the waiting items, and all items that are pushed later. A write in progress is not interrupted. */
  close(): void {
    this.isClosed = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      this.queuedBytes -= next.bytes;
      this.drop([next.item], next.bytes);
    }
    this.options.onChange?.();
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const { bytes, items } = this.takeBatch();
      try {
        await this.sink.write(items);
        this.writtenItems += items.length;
        this.writtenBytes += bytes;
      } catch (error) {
        this.drop(items, bytes, toPeerError(error, 'writing to the sink'));
      }
      this.queuedBytes -= bytes;
      this.options.onChange?.();
    }
    this.isWriting = false;
    for (const resolve of this.onIdle.splice(0)) resolve();
  }

  private takeBatch(): { items: T[]; bytes: number } {
    const items: T[] = [];
    let bytes = 0;
    for (let next = this.waiting.first(); next !== undefined; next = this.waiting.first()) {
      if (items.length > 0 && bytes + next.bytes > this.maxBatchBytes) break;
      this.waiting.shift();
      items.push(next.item);
      bytes += next.bytes;
    }
    return { items, bytes };
  }

  private drop(items: readonly T[], bytes: number, error?: PeerError): void {
    this.droppedItems += items.length;
    this.droppedBytes += bytes;
    this.options.onDropped?.(items, error);
  }
}

/** The default of `sizeOf`. Errors with LocalProtocolError `INVALID_OPTION` for an item without a length. */
function lengthOf(item: unknown): number {
  const { byteLength, length } = item as { readonly byteLength?: number; readonly length?: number };
  const bytes = byteLength ?? length;
  if (bytes !== undefined) return bytes;
  throw new LocalProtocolError(
    'INVALID_OPTION',
    'the items have neither a byteLength nor a length: give sizeOf',
    'sizeOf',
  );
}
