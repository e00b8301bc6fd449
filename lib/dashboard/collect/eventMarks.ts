import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { wallClockMs } from '../../base/clock.js';
import type { PeerError } from '../../base/errors.js';
import { escapeText } from '../../base/escapeText.js';
import type { MonitorStatus } from '../../export/nats/remote/remotePool.js';
import type { CloseReason } from '../../peer/closeReason.js';
import { preciseScheduler } from '../../peer/preciseScheduler.js';
import type { ObservedPool } from '../../pool/observedPool.js';
import type { EventKind, EventMark, EventMarkRange } from '../protocol/eventMark.js';
import { announcerIdentity } from './announcerIdentity.js';
import { MarkRing } from './markRing.js';
import { monitorText } from './monitorText.js';
import type { PropagationLog } from './propagationLog.js';

/** Marks of each kind: 2,000 together. A flood of one kind drops no mark of another. */
export const MAX_MARKS: Readonly<Record<EventKind, number>> = {
  block: 600,
  joined: 500,
  left: 500,
  failed: 300,
  monitor: 100,
};
/** Marks of an answer: about 55 kB of JSON. */
export const MAX_ANSWER_MARKS = 300;
/** The kinds in the order in which an answer that is too long keeps them. */
const KINDS: readonly EventKind[] = ['block', 'monitor', 'left', 'joined', 'failed'];
/** Characters of a text, before and after it is escaped; remotes choose parts of it. */
const MAX_TEXT_CHARACTERS = 160;
/** Monitors whose changes get marks: as many as `fromNats` reads by default. */
const MAX_MONITORS = 1000;

/** Options of `EventMarks`. */
export interface EventMarksOptions {
  /** The pool. Only a pool of `fromNats` has `monitors$`. */
  readonly pool: Pick<ObservedPool, 'joined$' | 'left$' | 'failed$'> & {
    readonly monitors$?: Observable<readonly Pick<MonitorStatus, 'monitor' | 'isAlive'>[]>;
  };
  /** The source of blocks. A block gets its mark when half of the peers have announced it, so that one peer cannot invent marks. */
  readonly blocks: Pick<PropagationLog, 'reached$' | 'heightOf'>;
  /** Clock. Default preciseScheduler. */
  readonly scheduler?: SchedulerLike | undefined;
}

/**
 * The events that all curves show as marks: peers that join and leave, failed dials, blocks, and monitors that stop and return.
 *
 * Stores the marks in MAX_MARKS, about 300 bytes each: 0.6 MB. Of each kind ten marks within a minute have rows of their own, the others share one.
 */
export class EventMarks {
  private readonly rings: Readonly<Record<EventKind, MarkRing>>;
  private readonly alive = new Map<string, boolean>();
  private readonly scheduler: SchedulerLike;
  private readonly blocks: EventMarksOptions['blocks'];
  private readonly subscription = new Subscription();
  private lastNumber = 0;

  constructor({ blocks, pool, scheduler = preciseScheduler }: EventMarksOptions) {
    this.scheduler = scheduler;
    this.blocks = blocks;
    this.rings = {
      joined: new MarkRing(MAX_MARKS.joined, (count) => `${count} more peers joined within a minute`),
      left: new MarkRing(MAX_MARKS.left, (count) => `${count} more peers left within a minute`),
      failed: new MarkRing(MAX_MARKS.failed, (count) => `${count} more connections failed within a minute`),
      block: new MarkRing(MAX_MARKS.block, (count) => `${count} more blocks within a minute`),
      monitor: new MarkRing(MAX_MARKS.monitor, (count) => `${count} more changes of monitors within a minute`),
    };
    this.subscription.add(
      pool.joined$.subscribe((peer) => {
        const { id, ...identity } = announcerIdentity(peer);
        this.add('joined', { text: 'peer joined', peer: id, ...identity });
      }),
    );
    this.subscription.add(
      pool.left$.subscribe(({ peer, reason }) => {
        const { id, ...identity } = announcerIdentity(peer);
        this.add('left', { text: reasonText(reason), peer: id, ...identity });
      }),
    );
    this.subscription.add(
      pool.failed$.subscribe(({ address, error, monitor }) => {
        const monitored = monitor === undefined ? {} : { monitor: monitorText(monitor) };
        this.add('failed', { text: errorText(error), address: escapeText(address), ...monitored });
      }),
    );
    this.subscription.add(
      blocks.reached$.subscribe(({ firstAtMs, hash, share, type }) => {
        if (type !== 'block' || share !== 50) return;
        this.add('block', { text: 'block', hash, ...heightField(blocks.heightOf(hash)) }, firstAtMs);
      }),
    );
    this.subscription.add(
      pool.monitors$?.subscribe((statuses) => statuses.forEach((status) => this.noteMonitor(status))),
    );
  }

  /**
   * The marks of a range of time, times of day in milliseconds since 1970. At most MAX_ANSWER_MARKS: all blocks and monitors first, then the newest of
   * the others. A mark is the same object in every answer until it changes.
   */
  range(fromMs: number, toMs: number): EventMarkRange {
    // A height may have become known after the mark.
    this.rings.block.update((mark) => this.withHeight(mark));
    const chosen: EventMark[] = [];
    let omitted = 0;
    for (const kind of KINDS) {
      const marks = this.rings[kind].between(fromMs, toMs);
      const kept = Math.min(marks.length, MAX_ANSWER_MARKS - chosen.length);
      chosen.push(...marks.slice(marks.length - kept));
      omitted += marks.length - kept;
    }
    return { marks: chosen.sort((a, b) => a.number - b.number), omitted };
  }

  /** Unsubscribes from the pool. */
  close(): void {
    this.subscription.unsubscribe();
  }

  private add(
    kind: EventKind,
    fields: Omit<EventMark, 'number' | 'atMs' | 'kind'>,
    atMs = wallClockMs(this.scheduler),
  ): void {
    this.rings[kind].add(this.scheduler.now(), () => ({ number: ++this.lastNumber, atMs, kind, ...fields }));
  }

  private noteMonitor({ isAlive, monitor }: Pick<MonitorStatus, 'monitor' | 'isAlive'>): void {
    const name = monitorText(monitor);
    const wasAlive = this.alive.get(name);
    if (wasAlive === isAlive || (wasAlive === undefined && this.alive.size === MAX_MONITORS)) return;
    this.alive.set(name, isAlive);
    const returned = wasAlive === undefined ? 'appeared' : 'returned';
    this.add('monitor', { text: `monitor ${isAlive ? returned : 'stopped'}`, monitor: name });
  }

  private withHeight(mark: EventMark): EventMark {
    if (mark.hash === undefined || mark.height !== undefined) return mark;
    const height = this.blocks.heightOf(mark.hash);
    return height === undefined ? mark : { ...mark, height };
  }
}

function heightField(height: number | undefined): Pick<EventMark, 'height'> {
  return height === undefined ? {} : { height };
}

function reasonText(reason: CloseReason): string {
  if (reason.by === 'fault') return errorText(reason.error);
  return reason.by === 'local' ? 'closed by us' : 'closed by the remote';
}

function errorText({ code, message }: PeerError): string {
  return escapeText(`${code}: ${message.slice(0, MAX_TEXT_CHARACTERS)}`).slice(0, MAX_TEXT_CHARACTERS);
}
