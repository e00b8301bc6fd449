import { ByteQueue } from '../../../capture/byteQueue.js';
import { CaptureError } from '../../../capture/captureError.js';
import { requireCaptureTime } from '../../../capture/captureTime.js';
import { archiveHeader, event } from '../schema/event.js';
import { decodeValue, ProtobufError, type MessageLayout, type ValueOf } from '../schema/layout.js';
import { isOldHeader } from './archiveStart.js';
import { peerObserverEvent, type PeerObserverEvent } from './peerObserverEvent.js';

/** The largest event that is read. A block of 4 MB with the bytes and ids of its transactions has less than 12 MB. */
export const MAX_ARCHIVED_EVENT_BYTES = 32 * 1024 * 1024;
/** Messages and list items in one event; the longest lists, of filter headers, have 2^18 hashes in a message of 8 MiB. */
export const MAX_ARCHIVED_EVENT_ITEMS = 400_000;
/** The header has two small numbers. */
const MAX_HEADER_BYTES = 1024;
/** A varint of 64 bits. */
const MAX_LENGTH_BYTES = 10;
/** The header of archives before 2026-06: the magic `PA`, then 14 bytes (pull request 373 of peer-observer). */
const OLD_HEADER_BYTES = 16;

/**
 * Decodes the decompressed bytes of an archive: a varint length and a header, then a varint length and an Event, repeated to the end. `push` a chunk,
 * then call `next` until it returns undefined.
 *
 * Source: peer-observer, tools/archive/README.md; pull requests 373 and 451.
 */
export class ArchiveDecoder {
  private readonly queue = new ByteQueue();
  private hasHeader = false;

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /** The next event; undefined if more bytes are needed. Errors with CaptureError `MALFORMED` and `LIMIT_EXCEEDED`. */
  next(): PeerObserverEvent | undefined {
    if (!this.hasHeader && !this.readHeader()) return undefined;
    const { offset } = this.queue;
    const bytes = this.takeMessage(MAX_ARCHIVED_EVENT_BYTES, 'an event');
    if (bytes === undefined) return undefined;
    const decoded = peerObserverEvent(decodeAt(event, bytes, offset));
    requireCaptureTime(decoded.atMs, 'the event', offset);
    return decoded;
  }

  /** Ends the input. Errors with CaptureError `TRUNCATED` inside a message, and if there is no header. */
  end(): void {
    if (this.hasHeader && this.queue.queuedBytes === 0) return;
    const where = this.hasHeader ? 'inside an event' : 'before the end of its header';
    throw new CaptureError('TRUNCATED', `the archive ends ${where}`, this.queue.offset);
  }

  private readHeader(): boolean {
    const start = this.queue.peekBytes(2);
    if (start === undefined) return false;
    if (isOldHeader(start)) {
      this.hasHeader = this.queue.takeBytes(OLD_HEADER_BYTES) !== undefined;
      return this.hasHeader;
    }
    const { offset } = this.queue;
    const bytes = this.takeMessage(MAX_HEADER_BYTES, 'the header');
    if (bytes === undefined) return false;
    decodeAt(archiveHeader, bytes, offset);
    this.hasHeader = true;
    return true;
  }

  /** The bytes of a message after its length; undefined if more bytes are needed. */
  private takeMessage(maxBytes: number, what: string): Uint8Array | undefined {
    const { offset } = this.queue;
    const start = this.queue.peekBytes(Math.min(MAX_LENGTH_BYTES, this.queue.queuedBytes))!;
    const last = start.findIndex((byte) => byte < 0x80);
    if (last === -1) {
      if (start.length < MAX_LENGTH_BYTES) return undefined;
      throw new CaptureError('MALFORMED', `the length of ${what} has more than ${MAX_LENGTH_BYTES} bytes`, offset);
    }
    const length = start.subarray(0, last + 1).reduceRight((value, byte) => value * 128 + (byte & 0x7f), 0);
    if (length > maxBytes) {
      throw new CaptureError('LIMIT_EXCEEDED', `${what} has ${length} bytes, at most ${maxBytes} allowed`, offset);
    }
    return this.queue.takeBytes(last + 1 + length)?.subarray(last + 1);
  }
}

function decodeAt<L extends MessageLayout>(layout: L, bytes: Uint8Array, offset: number): ValueOf<L> {
  try {
    return decodeValue(layout, bytes, MAX_ARCHIVED_EVENT_ITEMS);
  } catch (error) {
    if (!(error instanceof ProtobufError)) throw error;
    throw new CaptureError(error.isTooLarge ? 'LIMIT_EXCEEDED' : 'MALFORMED', error.message, offset, { cause: error });
  }
}
