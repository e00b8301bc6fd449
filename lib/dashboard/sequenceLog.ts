import { escapeText } from '../base/escapeText.js';
import type { Exchange } from '../protocol/exchanges/exchange.js';
import type { Frame } from '../frame/frameDecoder.js';
import type { Traffic } from '../peer/streams/traffic.js';
import { summary } from '../wire/summary.js';
import { bytesOf, PayloadSlabs, type KeptPayload } from './payloadSlabs.js';
import { MAX_SEQUENCE_LINES, type SequenceLine } from './protocol.js';

/** Characters of a summary: remotes choose parts of it. */
const MAX_SUMMARY = 200;
/** Clocks of one delivery stand still; this is for the rounding of their differences. */
const ROUNDING_MS = 0.01;

/** What a log may hold; it may change while the log is kept. */
export interface LogBounds {
  readonly maxLines: number;
  readonly maxPayloadBytes: number;
}

/** One message that went by, and its bytes, for as long as there is room. */
interface LoggedLine {
  readonly line: SequenceLine;
  readonly frame: Pick<Frame, 'command' | 'payload'> | undefined;
}

/** The same as it is kept. */
interface KeptLine {
  line: SequenceLine;
  /** As the wire spells it. */
  readonly command: string;
  kept: KeptPayload | undefined;
}

/**
 * The last messages of one connection, both ways, questions and answers joined. Keeps lines and copies of payloads within `bounds()`, at
 * most 1000 lines; the oldest go.
 */
export class SequenceLog {
  /** True once the connection has ended. */
  isClosed = false;
  /** What both sides speak, once they have agreed: some layouts depend on it. */
  protocolVersion: number | undefined;
  private readonly logged: KeptLine[] = [];
  private readonly payloads = new PayloadSlabs();
  private lastNumber = 0;
  private payloadBytes = 0;
  /** Lines before it have lost their payload. */
  private firstPayload = 1;

  constructor(private readonly bounds: () => LogBounds) {}

  add(traffic: Traffic): void {
    const { atMs, command, direction, payload, sizeBytes } = traffic;
    const message = traffic.message();
    const said =
      message === undefined ? `${payload.length} bytes that cannot be read` : summary(message, payload.length);
    this.lastNumber += 1;
    const line: SequenceLine = {
      number: this.lastNumber,
      atMs,
      direction,
      command: escapeText(command),
      summary: escapeText(said.slice(0, MAX_SUMMARY)),
      sizeBytes,
      ...(message === undefined ? { isUnreadable: true as const } : {}),
    };
    this.payloadBytes += payload.length;
    this.logged.push({ line, command, kept: this.payloads.keep(payload) });
    this.keepWithin(this.bounds());
  }

  /** Joins the newest line, which has answered, to the question. Call it while the answer is delivered. */
  join({ askedAtMs, direction, question, tookMs }: Exchange): void {
    if (tookMs === undefined) return;
    const answer = this.logged.findLast(({ line }) => line.direction !== direction);
    if (answer === undefined || answer.line.answers !== undefined) return;
    if (Math.abs(answer.line.atMs - askedAtMs - tookMs) > ROUNDING_MS) return;
    const asked = this.lineAt(askedAtMs, direction, question);
    if (asked !== undefined) answer.line = { ...answer.line, answers: { line: asked.number, tookMs } };
  }

  /** The lines behind this one. */
  after(number: number): SequenceLine[] {
    const start = Math.max(0, number + 1 - this.firstNumber());
    return this.logged.slice(start).map(({ line }) => line);
  }

  /** A line and its bytes, as long as they are kept. */
  find(number: number): LoggedLine | undefined {
    const found = this.logged[number - this.firstNumber()];
    if (found === undefined) return undefined;
    const { command, kept, line } = found;
    return { line, frame: kept && { command, payload: bytesOf(kept) } };
  }

  private lineAt(atMs: number, direction: Traffic['direction'], command: string): SequenceLine | undefined {
    for (let i = this.indexFrom(atMs - ROUNDING_MS); i < this.logged.length; i++) {
      const { line } = this.logged[i]!;
      if (line.atMs > atMs + ROUNDING_MS) return undefined;
      if (line.direction === direction && line.command === command) return line;
    }
    return undefined;
  }

  /** The first line that is not before this moment: the lines are in order of time. */
  private indexFrom(atMs: number): number {
    let low = 0;
    let high = this.logged.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.logged[middle]!.line.atMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private firstNumber(): number {
    return this.lastNumber - this.logged.length + 1;
  }

  private keepWithin({ maxLines, maxPayloadBytes }: LogBounds): void {
    const excess = this.logged.length - Math.min(maxLines, MAX_SEQUENCE_LINES);
    // The payloads first, while their lines are still there.
    while (this.firstPayload <= this.lastNumber) {
      const isLeaving = this.firstPayload < this.firstNumber() + excess;
      if (!isLeaving && this.payloadBytes <= maxPayloadBytes) break;
      this.forgetPayload();
    }
    if (excess > 0) this.logged.splice(0, excess);
  }

  private forgetPayload(): void {
    const logged = this.logged[this.firstPayload - this.firstNumber()]!;
    this.payloadBytes -= logged.kept!.length;
    logged.kept = undefined;
    this.firstPayload += 1;
  }
}
