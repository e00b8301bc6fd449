import type { Monitor } from './monitor.js';
import type { DetailsRequest, PageRequest, Update } from './protocol.js';

/** The parts of a WebSocket that PageUpdates needs. */
export interface PageSocket {
  /** Bytes that are waiting in this process because the operating system has not accepted them yet. */
  readonly bufferedAmount: number;
  send(text: string): void;
}

/**
 * Sends updates to one page. At each tick of the server it sends everything that is new since the last update, unless bytes of that update
 * are still buffered in this process: then it sends nothing, and the next update contains more.
 *
 * So a page that has stopped reading costs the send buffer of the operating system, one update, and the fields below.
 */
export class PageUpdates {
  private lastPoint = 0;
  private watched: { peer: number; lastLine: number; isAnswered: boolean } | undefined;
  private requestedDetails: DetailsRequest | undefined;

  constructor(
    private readonly socket: PageSocket,
    private readonly monitor: Monitor,
  ) {}

  /** Stores the request until the next update. It replaces an earlier request of the same kind. */
  handleRequest(request: PageRequest): void {
    if (request.kind === 'details') this.requestedDetails = request;
    else if (request.peer === null) this.watched = undefined;
    else this.watched = { peer: request.peer, lastLine: request.after, isAnswered: false };
  }

  /** @param overview returns the overview as JSON; called only if an update is sent, so that all pages can share one text */
  sendUpdate(overview: () => string): void {
    if (this.socket.bufferedAmount > 0) return;
    // The overview is inserted as text: it is the largest part, and the same for all pages.
    const rest = JSON.stringify(this.newData());
    this.socket.send(`{"overview":${overview()}${rest === '{}' ? '' : `,${rest.slice(1, -1)}`}}`);
  }

  private newData(): Omit<Update, 'overview'> {
    return { ...this.newRates(), ...this.newSequence(), ...this.details() };
  }

  private newRates(): Pick<Update, 'rates'> {
    const points = this.monitor.ratesAfter(this.lastPoint);
    if (points.length === 0) return {};
    this.lastPoint = points.at(-1)!.number;
    return { rates: { points } };
  }

  private newSequence(): Pick<Update, 'sequence'> {
    if (this.watched === undefined) return {};
    const { peer, lastLine, isAnswered } = this.watched;
    const sequence = this.monitor.sequenceAfter(peer, lastLine);
    const hasEnded = sequence.isUnknown === true || sequence.isClosed === true;
    if (hasEnded) this.watched = undefined;
    else this.watched = { peer, lastLine: sequence.lines.at(-1)?.number ?? lastLine, isAnswered: true };
    // The first answer is sent even if it has no lines, so that the page does not wait for it.
    return sequence.lines.length > 0 || hasEnded || !isAnswered ? { sequence } : {};
  }

  private details(): Pick<Update, 'details'> {
    if (this.requestedDetails === undefined) return {};
    const { peer, line } = this.requestedDetails;
    this.requestedDetails = undefined;
    return { details: this.monitor.details(peer, line) };
  }
}
