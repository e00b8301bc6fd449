import { escapeText } from '../../base/escapeText.js';
import type { Exchange } from '../../protocol/exchanges/exchange.js';
import type { Frame } from '../../frame/frameDecoder.js';
import type { Traffic } from '../../peer/streams/traffic.js';
import { summary } from '../../wire/summary.js';
import { payloadBytes, PayloadSlabs, type StoredPayload } from './payloadSlabs.js';
import { MAX_SEQUENCE_LINES } from '../protocol/sequence.js';
import type { SequenceLine } from '../protocol/sequence.js';

/** Characters of a summary; remotes choose parts of it. */
const MAX_SUMMARY_CHARACTERS = 200;
/**
 * The clock is frozen while a chunk is processed, so the times of a message and of its exchange are equal except for the rounding of
 * their differences.
 */
const ROUNDING_MS = 0.01;

/** The bounds of a log; they may change during its life. */
export interface LogBounds {
  readonly maxLines: number;
  readonly maxPayloadBytes: number;
}

/** One message, and its frame; undefined if the payload has been evicted. */
interface LoggedLine {
  readonly line: SequenceLine;
  readonly frame: Pick<Frame, 'command' | 'payload'> | undefined;
}

interface StoredLine {
  line: SequenceLine;
  /** The command of the frame, not escaped. */
  readonly command: string;
  /** Undefined after eviction. */
  payload: StoredPayload | undefined;
}

/**
 * The last messages of one connection in both directions; answers refer to their requests. Stores lines and copies of payloads within
 * `bounds()`, and at most MAX_SEQUENCE_LINES lines. The oldest are evicted first: payloads, and lines together with their payload.
 */
export class SequenceLog {
  /** True after the connection has ended. */
  isClosed = false;
  /** The negotiated protocol version, undefined before; the layout of some messages depends on it. */
  protocolVersion: number | undefined;
  private readonly storedLines: StoredLine[] = [];
  private readonly payloads = new PayloadSlabs();
  private lastNumber = 0;
  private payloadBytes = 0;
  /** The number of the oldest line whose payload is stored. */
  private firstPayloadNumber = 1;

  constructor(private readonly bounds: () => LogBounds) {}

  add(traffic: Traffic): void {
    const { atMs, command, direction, payload, sizeBytes } = traffic;
    const message = traffic.message();
    const text =
      message === undefined ? `${payload.length} bytes that cannot be decoded` : summary(message, payload.length);
    this.lastNumber += 1;
    const line: SequenceLine = {
      number: this.lastNumber,
      atMs,
      direction,
      command: escapeText(command),
      summary: escapeText(text.slice(0, MAX_SUMMARY_CHARACTERS)),
      sizeBytes,
      ...(message === undefined ? { isUnreadable: true as const } : {}),
    };
    this.payloadBytes += payload.length;
    this.storedLines.push({ line, command, payload: this.payloads.store(payload) });
    this.evictBeyond(this.bounds());
  }

  /** Makes the newest line of the other direction, the answer, refer to the line of its request. Call it while the answer is delivered. */
  linkAnswer({ askedAtMs, direction, question, tookMs }: Exchange): void {
    if (tookMs === undefined) return;
    const answer = this.storedLines.findLast(({ line }) => line.direction !== direction);
    if (answer === undefined || answer.line.answers !== undefined) return;
    if (Math.abs(answer.line.atMs - askedAtMs - tookMs) > ROUNDING_MS) return;
    const request = this.findLine(askedAtMs, direction, question);
    if (request !== undefined) answer.line = { ...answer.line, answers: { line: request.number, tookMs } };
  }

  /** The number of the last line; 0 before the first. */
  get lastLine(): number {
    return this.lastNumber;
  }

  /** The number of the oldest stored line. */
  get firstLine(): number {
    return this.firstNumber();
  }

  /** The lines after the one of this number. */
  after(number: number): SequenceLine[] {
    const start = Math.max(0, number + 1 - this.firstNumber());
    return this.storedLines.slice(start).map(({ line }) => line);
  }

  /** The line of this number and its frame; undefined after eviction. */
  find(number: number): LoggedLine | undefined {
    const found = this.storedLines[number - this.firstNumber()];
    if (found === undefined) return undefined;
    const { command, line, payload } = found;
    return { line, frame: payload && { command, payload: payloadBytes(payload) } };
  }

  private findLine(atMs: number, direction: Traffic['direction'], command: string): SequenceLine | undefined {
    for (let i = this.indexFrom(atMs - ROUNDING_MS); i < this.storedLines.length; i++) {
      const { line } = this.storedLines[i]!;
      if (line.atMs > atMs + ROUNDING_MS) return undefined;
      if (line.direction === direction && line.command === command) return line;
    }
    return undefined;
  }

  /** Binary search for the index of the first line at or after this time. */
  private indexFrom(atMs: number): number {
    let low = 0;
    let high = this.storedLines.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.storedLines[middle]!.line.atMs < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private firstNumber(): number {
    return this.lastNumber - this.storedLines.length + 1;
  }

  private evictBeyond({ maxLines, maxPayloadBytes }: LogBounds): void {
    const excess = this.storedLines.length - Math.min(maxLines, MAX_SEQUENCE_LINES);
    // Payloads before lines: evictOldestPayload needs the line.
    while (this.firstPayloadNumber <= this.lastNumber) {
      const isLineEvicted = this.firstPayloadNumber < this.firstNumber() + excess;
      if (!isLineEvicted && this.payloadBytes <= maxPayloadBytes) break;
      this.evictOldestPayload();
    }
    if (excess > 0) this.storedLines.splice(0, excess);
  }

  private evictOldestPayload(): void {
    const stored = this.storedLines[this.firstPayloadNumber - this.firstNumber()]!;
    this.payloadBytes -= stored.payload!.length;
    stored.payload = undefined;
    this.firstPayloadNumber += 1;
  }
}
