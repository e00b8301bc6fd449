import type { Monitor } from './monitor.js';
import type { Ask, AskDetails, Update } from './protocol.js';

/** As much of a WebSocket as a feed needs. */
export interface FeedSocket {
  /** Bytes that the operating system has not taken yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/**
 * What one page is sent. Each turn it is sent what is new since the last time, unless it has not taken that yet: then it waits for a
 * later turn. So a page that stopped reading costs what the operating system buffers, one update, and these few numbers.
 */
export class Feed {
  private lastPoint = 0;
  private watched: { peer: number; lastLine: number; hasAnswer: boolean } | undefined;
  private asked: AskDetails | undefined;

  constructor(
    private readonly socket: FeedSocket,
    private readonly monitor: Monitor,
  ) {}

  /** The newest question holds. */
  hear(ask: Ask): void {
    if (ask.ask === 'details') this.asked = ask;
    else this.watched = ask.peer === null ? undefined : { peer: ask.peer, lastLine: ask.after, hasAnswer: false };
  }

  /** @param overview as JSON: one text for all pages */
  turn(overview: () => string): void {
    if (this.socket.bufferedAmount > 0) return;
    // The overview is put in as text: it is the large part, and the same for everybody.
    const rest = JSON.stringify(this.others());
    this.socket.send(`{"overview":${overview()}${rest === '{}' ? '' : `,${rest.slice(1, -1)}`}}`);
  }

  private others(): Omit<Update, 'overview'> {
    return { ...this.curves(), ...this.sequence(), ...this.details() };
  }

  private curves(): Pick<Update, 'curves'> {
    const points = this.monitor.curvesAfter(this.lastPoint);
    if (points.length === 0) return {};
    this.lastPoint = points.at(-1)!.number;
    return { curves: { points } };
  }

  private sequence(): Pick<Update, 'sequence'> {
    if (this.watched === undefined) return {};
    const { peer, lastLine, hasAnswer } = this.watched;
    const sequence = this.monitor.sequenceAfter(peer, lastLine);
    const isOver = sequence.isUnknown === true || sequence.isClosed === true;
    if (isOver) this.watched = undefined;
    else this.watched = { peer, lastLine: sequence.lines.at(-1)?.number ?? lastLine, hasAnswer: true };
    // The first answer is sent even where there is nothing yet, so that the page need not wait for it.
    return sequence.lines.length > 0 || isOver || !hasAnswer ? { sequence } : {};
  }

  private details(): Pick<Update, 'details'> {
    if (this.asked === undefined) return {};
    const { peer, line } = this.asked;
    this.asked = undefined;
    return { details: this.monitor.details(peer, line) };
  }
}
