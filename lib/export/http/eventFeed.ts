import { Subscription, timer, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import { escapedJson } from '../../base/escapeText.js';
import { toPeerError, type PeerError } from '../../base/errors.js';
import { Queue } from '../../collections/queue.js';
import type { ExportedPeer, ExportEvent } from '../events/exportEvent.js';
import { eventJson } from '../events/eventJson.js';
import { factsOf, type EventFacts } from './eventFilter.js';
import { serverSentEvent } from './serverSentEvent.js';

/** The approximate memory of a recent event in addition to its payload and its text, in bytes. */
const FRAME_BYTES = 500;

/** Options of `EventFeed`. */
export interface EventFeedOptions {
  readonly maxDecodedBytes: number;
  /** The maximum number of recent events. */
  readonly maxRecentEvents: number;
  /** Their maximum size, in bytes of payloads and texts. */
  readonly maxRecentBytes: number;
  /** How long events are collected after the last client has left. */
  readonly resumeMs: number;
  readonly scheduler: SchedulerLike;
  /** Called with each event. */
  readonly onEvent: (event: FeedEvent) => void;
  /** Called when the source has completed or errored. */
  readonly onEnd: (error: PeerError | undefined) => void;
}

/** An event with its number. It is encoded at most once, and only if a client wants it. */
export class FeedEvent {
  readonly facts: EventFacts;
  private encoded: Uint8Array | undefined;
  /** Absent once it is encoded: the text needs neither the payload nor the peer. */
  private event: ExportEvent | undefined;

  constructor(
    event: ExportEvent,
    readonly number: number,
    private readonly id: string | undefined,
    private readonly maxDecodedBytes: number,
  ) {
    this.event = event;
    this.facts = factsOf(event);
  }

  /** The event as the stream has it. */
  bytes(): Uint8Array {
    if (this.event !== undefined) {
      const { maxDecodedBytes } = this;
      const data = escapedJson(eventJson(this.event, { maxDecodedBytes }));
      this.encoded = serverSentEvent({ id: this.id, type: this.facts.kind, data });
      this.event = undefined;
    }
    return this.encoded!;
  }

  /** Its approximate memory, in bytes. */
  size(): number {
    const payload = this.event?.kind === 'message' ? this.event.traffic.payload.length : 0;
    return FRAME_BYTES + (this.encoded?.length ?? payload);
  }
}

/** The data that a client gets first. */
export interface FeedStart {
  /** The events that it gets. */
  readonly events: readonly FeedEvent[];
  /** The number of events that it has missed, of all kinds; null if that is not known; 0 if it has missed none. */
  readonly missed: number | null;
  /** The id of the last past event. The client gets each later event when it happens. */
  readonly id: string;
}

/**
 * The events of a source, numbered, with the recent events for clients that connect again, and the join of each connected peer for new
 * clients.
 *
 * States: idle (not subscribed to the source), active (a client is connected), lingering (the last client has left at most `resumeMs` ago), ended.
 * An id is `RUN-NUMBER`; each time the source is subscribed a new run begins.
 */
export class EventFeed {
  /** True when the source has ended. */
  isEnded = false;
  private subscription: Subscription | undefined;
  private lingering = Subscription.EMPTY;
  private run = '';
  private lastNumber = 0;
  private recent = new Queue<FeedEvent>();
  private recentSizes = new Queue<number>();
  private recentBytes = 0;
  private readonly joined = new Map<ExportedPeer, FeedEvent>();

  constructor(
    private readonly event$: Observable<ExportEvent>,
    private readonly options: EventFeedOptions,
  ) {}

  /** Subscribes to the source if it is not subscribed. */
  open(): void {
    this.lingering.unsubscribe();
    if (this.subscription !== undefined || this.isEnded) return;
    const nextRun = Math.round(wallClockMs(this.options.scheduler)).toString(36);
    // Two runs may begin within a millisecond.
    this.run = nextRun === this.run ? `${nextRun}0` : nextRun;
    const subscription = new Subscription();
    this.subscription = subscription;
    subscription.add(
      this.event$.subscribe({
        next: (event) => this.add(event),
        error: (error: unknown) => this.end(toPeerError(error, 'the source of events')),
        complete: () => this.end(undefined),
      }),
    );
  }

  /** Unsubscribes from the source after `resumeMs`, unless `open` is called before. */
  linger(): void {
    const { resumeMs, scheduler } = this.options;
    this.lingering.unsubscribe();
    if (this.subscription !== undefined) this.lingering = timer(resumeMs, scheduler).subscribe(() => this.close());
  }

  /** Unsubscribes from the source. */
  close(): void {
    this.lingering.unsubscribe();
    this.subscription?.unsubscribe();
    this.subscription = undefined;
    this.joined.clear();
    this.recent = new Queue();
    this.recentSizes = new Queue();
    this.recentBytes = 0;
    this.lastNumber = 0;
  }

  /** The data that a client gets first: the joins of the connected peers or, after `lastId`, the events that it has missed. */
  startOf(lastId: string | undefined): FeedStart {
    const id = this.lastId;
    const joins = [...this.joined.values()];
    if (lastId === undefined) return { events: joins, missed: 0, id };
    const [, run, digits] = /^([0-9a-z]+)-(\d{1,15})$/.exec(lastId) ?? [];
    const last = Number(digits);
    if (run !== this.run || !(last <= this.lastNumber)) return { events: joins, missed: null, id };
    const events = [...this.recent].filter(({ number }) => number > last);
    return { events, missed: this.lastNumber - last - events.length, id };
  }

  private get lastId(): string {
    return `${this.run}-${this.lastNumber}`;
  }

  private add(event: ExportEvent): void {
    this.lastNumber += 1;
    const { maxDecodedBytes } = this.options;
    const feedEvent = new FeedEvent(event, this.lastNumber, this.lastId, maxDecodedBytes);
    // Without an id: a client that gets it later must not continue from here.
    if (event.kind === 'joined') {
      this.joined.set(event.peer, new FeedEvent(event, this.lastNumber, undefined, maxDecodedBytes));
    }
    if (event.kind === 'left') this.joined.delete(event.peer);
    // Before it is stored: its size is known when it is encoded.
    this.options.onEvent(feedEvent);
    this.store(feedEvent);
  }

  private store(event: FeedEvent): void {
    const { maxRecentBytes, maxRecentEvents } = this.options;
    const size = event.size();
    this.recent.push(event);
    this.recentSizes.push(size);
    this.recentBytes += size;
    while (this.recent.size > maxRecentEvents || this.recentBytes > maxRecentBytes) {
      this.recent.shift();
      this.recentBytes -= this.recentSizes.shift()!;
    }
  }

  private end(error: PeerError | undefined): void {
    this.isEnded = true;
    this.options.onEnd(error);
    this.close();
  }
}
