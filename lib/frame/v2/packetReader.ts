import { NO_BYTES, plainBytes } from '../../codec/reader.js';
import { LENGTH_BYTES } from '../../crypto/packetLength.js';
import { RemoteProtocolError } from '../../base/errors.js';
import { GatherBuffer } from '../gatherBuffer.js';
import type { PacketOpener } from './packetCipher.js';

/** The part of a PacketOpener that a PacketReader calls. */
export type PacketSource = Pick<PacketOpener, 'open' | 'packetBytes' | 'release'>;

/**
 * Splits a byte stream into packets and opens them: `push` a chunk, then call `next` until it returns 0. The plaintext is in the opener.
 *
 * A packet inside one chunk is not copied. A packet that spans several chunks is collected in a GatherBuffer.
 */
export class PacketReader {
  private chunk = NO_BYTES;
  private offset = 0;
  /** The bytes of a split packet that have arrived so far. */
  private readonly gathered = new GatherBuffer();

  /** @param maxPacketBytes the size of the largest packet that is allowed */
  constructor(
    private readonly opener: PacketSource,
    private readonly maxPacketBytes: number,
  ) {}

  /** The number of stored bytes of an unfinished packet. */
  get pendingBytes(): number {
    return this.gathered.length;
  }

  /** Takes the next chunk, from `offset` on. Throws an Error if `next` has not returned 0 for the previous one. */
  push(chunk: Uint8Array, offset = 0): void {
    if (this.offset < this.chunk.length) throw new Error('push before the last chunk was emptied by next');
    this.chunk = plainBytes(chunk);
    this.offset = offset;
  }

  /**
   * Opens the next complete packet.
   *
   * Errors with RemoteProtocolError `OVERSIZED_FRAME` for a length above the limit, and `BAD_PACKET` for a wrong tag.
   *
   * @param associated the bytes that the tag authenticates in addition to the packet, default none
   * @returns the size of the packet in bytes; 0 when more bytes are needed
   */
  next(associated: Uint8Array = NO_BYTES): number {
    const { chunk, offset, opener } = this;
    const available = chunk.length - offset;
    if (this.gathered.length > 0 || available < LENGTH_BYTES) return this.nextInPieces(associated);
    const size = this.checkedSize(chunk, offset);
    if (available < size) return this.nextInPieces(associated);
    this.offset = offset + size;
    if (!opener.open(chunk, offset, size, associated)) failTag();
    return size;
  }

  /** A packet that began in an earlier chunk, or continues in the next one. */
  private nextInPieces(associated: Uint8Array): number {
    if (!this.gather(LENGTH_BYTES)) return this.waitForChunk();
    const size = this.checkedSize(this.gathered.bytes, 0);
    if (!this.gather(size)) return this.waitForChunk();
    if (!this.opener.open(this.gathered.take(), 0, size, associated)) failTag();
    return size;
  }

  /** Moves bytes of the chunk to the unfinished packet. @returns true if it has `wanted` bytes */
  private gather(wanted: number): boolean {
    const { chunk, gathered, offset } = this;
    const end = Math.min(chunk.length, offset + wanted - gathered.length);
    if (end > offset) gathered.append(chunk, offset, end, wanted);
    this.offset = Math.max(offset, end);
    return gathered.length >= wanted;
  }

  private checkedSize(bytes: Uint8Array, offset: number): number {
    const size = this.opener.packetBytes(bytes, offset);
    if (size > this.maxPacketBytes) {
      throw new RemoteProtocolError(
        'OVERSIZED_FRAME',
        `packet of ${size} bytes, at most ${this.maxPacketBytes} allowed`,
      );
    }
    return size;
  }

  /** Drops the references to the chunk and to the plaintext, so that they can be freed before the next chunk arrives. */
  private waitForChunk(): number {
    this.chunk = NO_BYTES;
    this.offset = 0;
    this.opener.release();
    return 0;
  }
}

function failTag(): never {
  throw new RemoteProtocolError(
    'BAD_PACKET',
    'a packet whose tag is wrong: it was changed on the way, or the keys differ',
  );
}
