import { CaptureError } from '../../captureError.js';
import type { TcpSegment } from './tcpSegment.js';

/** What may wait for a missing segment: more than a connection has under way. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** What a waiting segment costs beside its bytes. */
const SEGMENT_COST_BYTES = 100;

/**
 * Puts the segments of one direction in order: what comes early waits, what came already is let go, of what overlaps the first
 * bytes to become due count.
 *
 * Holds copies of what waits, at most MAX_WAITING_BYTES, each segment counted with 100 bytes more.
 */
export class TcpStream {
  /** How many bytes are in order. */
  private position = 0;
  /** The last to become due first. */
  private readonly waiting: Piece[] = [];
  private waitingBytes = 0;
  /** The position of the FIN. */
  private end: number | undefined;
  /** The highest position that any segment names, a bare acknowledgement too. */
  private highest = 0;

  constructor(
    private readonly start: number,
    private readonly source: string,
  ) {}

  /**
   * The bytes that this segment makes due, as copies.
   *
   * Errors with CaptureError `BYTES_CUT` where bytes that are new were on the wire and not recorded, `BYTES_LOST` where too much
   * waits for a segment that is missing.
   */
  *add(segment: TcpSegment): Generator<Uint8Array, void> {
    const piece = { position: this.positionOf(segment), bytes: segment.payload };
    const end = piece.position + piece.bytes.length;
    if (segment.cutBytes > 0 && end + segment.cutBytes > this.position) {
      throw new CaptureError('BYTES_CUT', `a packet of ${this.source} was not recorded whole`, segment.offset);
    }
    if (segment.isFin) this.end = end;
    this.highest = Math.max(this.highest, piece.position);
    if (end <= this.position || piece.bytes.length === 0) return;
    if (piece.position > this.position) {
      this.keep(piece, segment.offset);
      return;
    }
    yield this.advance(piece);
    for (
      let next = this.waiting.at(-1);
      next !== undefined && next.position <= this.position;
      next = this.waiting.at(-1)
    ) {
      this.waiting.pop();
      this.waitingBytes -= costOf(next);
      if (next.position + next.bytes.length > this.position) yield this.advance(next);
    }
  }

  /** Errors with CaptureError `BYTES_LOST` where bytes are missing before the recording's last. */
  finish(): void {
    const next = this.waiting.at(-1)?.position ?? this.end ?? this.highest;
    if (next > this.position) this.fail(next);
  }

  /** Sequence numbers count to 2^32 and begin anew; segments are never half of that apart. */
  private positionOf({ sequence, isSyn }: TcpSegment): number {
    const expected = this.start + 1 + this.position;
    return this.position + ((sequence + (isSyn ? 1 : 0) - expected) | 0);
  }

  private advance({ position, bytes }: Piece): Uint8Array {
    const due = bytes.slice(this.position - position);
    this.position += due.length;
    return due;
  }

  private keep(piece: Piece, offset: number): void {
    const index = this.placeOf(piece.position);
    const same = this.waiting[index];
    if (same?.position === piece.position && same.bytes.length >= piece.bytes.length) return;
    this.waiting.splice(index, 0, { ...piece, bytes: piece.bytes.slice() });
    this.waitingBytes += costOf(piece);
    if (this.waitingBytes > MAX_WAITING_BYTES) this.fail(this.waiting.at(-1)!.position, offset);
  }

  /** Where what waits for a lower or the same position begins. */
  private placeOf(position: number): number {
    let low = 0;
    let high = this.waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.waiting[middle]!.position > position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private fail(next: number, offset?: number): never {
    const fact = `${next - this.position} bytes of ${this.source} are missing behind its first ${this.position}`;
    throw new CaptureError('BYTES_LOST', fact, offset);
  }
}

/** Bytes, and how many of the stream stand before them. */
interface Piece {
  readonly position: number;
  readonly bytes: Uint8Array;
}

function costOf({ bytes }: Piece): number {
  return bytes.length + SEGMENT_COST_BYTES;
}
