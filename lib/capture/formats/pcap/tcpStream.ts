import { CaptureError } from '../../captureError.js';
import type { TcpSegment } from './tcpSegment.js';

/** The bound on bytes that wait for a missing segment; more than a TCP connection has in flight. */
export const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** An estimate of the memory that a waiting segment takes in addition to its bytes. */
const SEGMENT_COST_BYTES = 100;

/**
 * Reassembles the byte stream of one direction from its segments, which may be out of order, repeated and overlapping.
 *
 * Positions count the bytes of the stream from 0; `position` is the number of bytes that are contiguous and were returned. A segment is:
 * - due, if it begins at or before `position` and ends after it: its new bytes are returned, and then those of waiting segments that became due
 * - repeated, if it ends at or before `position`: it is dropped
 * - early, if it begins after `position`: a copy waits in `waiting`
 *
 * If segments overlap with different bytes, the bytes that became contiguous first count. Memory: at most MAX_WAITING_BYTES; each waiting
 * segment counts with SEGMENT_COST_BYTES more than its bytes.
 */
export class TcpStream {
  private position = 0;
  /** Sorted by position, the highest first, so that the next to become due is the last. */
  private readonly waiting: StreamPiece[] = [];
  private waitingBytes = 0;
  /** The position of the FIN, if it was recorded. */
  private finPosition: number | undefined;
  /** The highest position at which any segment began, including segments without data. */
  private highestPosition = 0;

  /**
   * @param start the sequence number before the first byte
   * @param source host and port of the sender, for error texts
   */
  constructor(
    private readonly start: number,
    private readonly source: string,
  ) {}

  /**
   * The bytes that this segment makes contiguous, as copies.
   *
   * Errors with CaptureError `BYTES_CUT` if the segment had new bytes on the wire that were not recorded, and `BYTES_LOST` if more than
   * MAX_WAITING_BYTES wait for a missing segment.
   */
  *add(segment: TcpSegment): Generator<Uint8Array, void> {
    const piece = { position: this.positionOf(segment), bytes: segment.payload };
    const end = piece.position + piece.bytes.length;
    if (segment.cutBytes > 0 && end + segment.cutBytes > this.position) {
      throw new CaptureError('BYTES_CUT', `a packet of ${this.source} was not recorded completely`, segment.offset);
    }
    if (segment.isFin) this.finPosition = end;
    this.highestPosition = Math.max(this.highestPosition, piece.position);
    if (end <= this.position || piece.bytes.length === 0) return;
    if (piece.position > this.position) {
      this.addWaiting(piece, segment.offset);
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

  /** Ends the input. Errors with CaptureError `BYTES_LOST` if bytes before the last recorded position are missing. */
  finish(): void {
    const next = this.waiting.at(-1)?.position ?? this.finPosition ?? this.highestPosition;
    if (next > this.position) this.fail(next);
  }

  /** Sequence numbers wrap around at 2^32; the segments in flight are never half of that apart. */
  private positionOf({ sequence, isSyn }: TcpSegment): number {
    const expected = this.start + 1 + this.position;
    return this.position + ((sequence + (isSyn ? 1 : 0) - expected) | 0);
  }

  private advance({ position, bytes }: StreamPiece): Uint8Array {
    const due = bytes.slice(this.position - position);
    this.position += due.length;
    return due;
  }

  private addWaiting(piece: StreamPiece, offset: number): void {
    const index = this.insertionIndexOf(piece.position);
    const same = this.waiting[index];
    if (same?.position === piece.position && same.bytes.length >= piece.bytes.length) return;
    this.waiting.splice(index, 0, { ...piece, bytes: piece.bytes.slice() });
    this.waitingBytes += costOf(piece);
    if (this.waitingBytes > MAX_WAITING_BYTES) this.fail(this.waiting.at(-1)!.position, offset);
  }

  /** The index of the first waiting segment of the same or a lower position (binary search). */
  private insertionIndexOf(position: number): number {
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
    const fact = `${next - this.position} bytes of ${this.source} are missing after its first ${this.position}`;
    throw new CaptureError('BYTES_LOST', fact, offset);
  }
}

/** Bytes, and their position in the stream. */
interface StreamPiece {
  readonly position: number;
  readonly bytes: Uint8Array;
}

function costOf({ bytes }: StreamPiece): number {
  return bytes.length + SEGMENT_COST_BYTES;
}
