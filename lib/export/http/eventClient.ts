import { joinBytes } from '../../codec/joinBytes.js';
import { SinkQueue } from '../sink/sinkQueue.js';
import type { EventFilter } from './eventFilter.js';
import type { EventsResponse } from './eventsHandler.js';
import { serverSentComment, serverSentEvent } from './serverSentEvent.js';

/** Events of one turn of the event loop are written together, up to this size. */
const MAX_BATCH_BYTES = 64 * 1024;

/** Options of `EventClient`. */
export interface EventClientOptions {
  readonly filter: EventFilter;
  readonly maxQueuedBytes: number;
  readonly stallTimeoutMs: number;
  /** The current time, in milliseconds. */
  readonly now: () => number;
}

/**
 * One client: a response that stays open.
 *
 * States: keeping up (each event is queued), dropping (the queue was full: events are counted, not queued, until it is half empty; then the client
 * gets the number), closed.
 */
export class EventClient {
  private readonly queue: SinkQueue<Uint8Array>;
  private dropped = 0;
  private writingSinceMs: number | undefined;
  private isEnding = false;

  constructor(
    private readonly response: EventsResponse,
    private readonly options: EventClientOptions,
  ) {
    const { maxQueuedBytes } = options;
    this.queue = new SinkQueue(
      { write: (items) => this.write(items) },
      { maxQueuedBytes, maxBatchBytes: MAX_BATCH_BYTES, onChange: () => this.reportDropped() },
    );
  }

  /** True if the client wants the event. */
  get wants(): EventFilter {
    return this.options.filter;
  }

  /** Queues an event. Returns false if it was dropped instead, and counted. */
  send(bytes: Uint8Array): boolean {
    if (this.dropped === 0 && this.fits(bytes)) return this.queue.push(bytes);
    this.dropped += 1;
    this.reportDropped();
    return false;
  }

  /** Queues the notice that `events` events are missing before the next one; null: an unknown number. */
  sendMissing(events: number | null, reason: 'slow' | 'resume'): void {
    this.queue.push(serverSentEvent({ type: 'dropped', data: JSON.stringify({ kind: 'dropped', events, reason }) }));
  }

  /** Shows the client and proxies that the connection is alive; ends it if the client has read nothing for too long. */
  tick(): void {
    const { now, stallTimeoutMs } = this.options;
    if (this.writingSinceMs === undefined) {
      if (!this.isEnding) this.queue.push(serverSentComment('alive'));
    } else if (now() - this.writingSinceMs >= stallTimeoutMs) {
      this.response.destroy();
    }
  }

  /** Drops the queued events. */
  close(): void {
    this.dropped = 0;
    this.queue.close();
  }

  /** Ends the response when the queued events are written. */
  end(): void {
    this.isEnding = true;
    void this.queue.flush().then(() => this.response.end());
  }

  private fits(bytes: Uint8Array): boolean {
    return this.queue.figures().queuedBytes + bytes.length <= this.options.maxQueuedBytes;
  }

  private reportDropped(): void {
    if (this.dropped === 0 || this.queue.figures().queuedBytes > this.options.maxQueuedBytes / 2) return;
    const events = this.dropped;
    this.dropped = 0;
    this.sendMissing(events, 'slow');
  }

  private write(items: readonly Uint8Array[]): Promise<void> {
    this.writingSinceMs = this.options.now();
    return new Promise<void>((resolve, reject) => {
      this.response.write(joinBytes(items), (error) => {
        this.writingSinceMs = undefined;
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
  }
}
