import { toHex } from '../codec/hex.js';
import { u32leAt } from '../codec/numbersAt.js';
import { NO_BYTES, plainBytes } from '../codec/reader.js';
import { RemoteProtocolError } from '../base/errors.js';
import { GatherBuffer } from './gatherBuffer.js';
import { plainFrameFunctions } from './plainFrameFunctions.js';
import { HEADER_BYTES, type FrameFunctions, type FrameFormat } from './header.js';
import { wrongMagicText, type MagicNames } from './wrongMagic.js';

/**
 * A message that is not decoded yet.
 *
 * If the frame lies within one chunk, its payload is a view of that chunk. If it spans several chunks, the payload has its own buffer. In
 * both cases treat the payload as valid only as long as the chunk that completed the frame: the transport may reuse the buffer of the chunk
 * after `next` has returned (see `Duplex.chunk$`). Copy a payload that you keep.
 */
export interface Frame {
  /** The command of the header, without the padding: `inv`. */
  readonly command: string;
  /** The bytes after the header; see above for how long they are valid. */
  readonly payload: Uint8Array;
  /** The size of header and payload in bytes. */
  readonly sizeBytes: number;
}

/**
 * Splits a byte stream into frames: `push` a chunk, then call `next` until it returns undefined.
 *
 * A frame inside one chunk is not copied. A frame that spans several chunks is collected in a GatherBuffer.
 */
export class FrameDecoder {
  private readonly functions: FrameFunctions;
  private chunk = NO_BYTES;
  private offset = 0;
  /** The checksums of all frames that end at or before this offset of the chunk are verified. */
  private verifiedEnd = 0;
  /**
   * False for the rest of a chunk after the first frame that was hashed ahead and has a wrong checksum. Otherwise each wrong frame would
   * cause a batch of hashes: the remote would send one frame, and we would compute up to 64 hashes.
   */
  private looksAhead = true;
  /** The header of a frame that is split over chunks. Allocated for the first one. */
  private partialHeader = NO_BYTES;
  private partialHeaderBytes = 0;
  /** The payload of a split frame, as far as it has arrived. */
  private readonly gathered = new GatherBuffer();
  private failure: RemoteProtocolError | undefined;
  /**
   * Size in bytes of the last complete frame, header included. After `BAD_CHECKSUM` or `BAD_COMMAND` it is the size of the refused frame.
   */
  refusedBytes = 0;

  /** @param magicNames names of other networks by their magic, for the text of `WRONG_MAGIC`. Default: none */
  constructor(
    private readonly format: FrameFormat,
    private readonly magicNames: MagicNames = NO_NAMES,
  ) {
    this.functions = format.frameFunctions ?? plainFrameFunctions;
  }

  /** Number of stored bytes of an unfinished frame. */
  get pendingBytes(): number {
    return this.partialHeaderBytes + this.gathered.length;
  }

  /** Takes the next chunk. Throws an Error if `next` has not returned undefined for the previous one. */
  push(chunk: Uint8Array): void {
    if (this.offset < this.chunk.length) throw new Error('push before the last chunk was emptied by next');
    this.chunk = plainBytes(chunk);
    this.offset = 0;
    this.verifiedEnd = 0;
    this.looksAhead = true;
  }

  /**
   * The next complete frame, or undefined when more bytes are needed.
   *
   * Errors with RemoteProtocolError `BAD_CHECKSUM` or `BAD_COMMAND` for one frame; the next call continues after that frame. Errors with
   * `WRONG_MAGIC` or `OVERSIZED_FRAME` when the stream cannot be read further; all later calls throw the same error.
   */
  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    return this.partialHeaderBytes === 0 ? this.nextInChunk() : this.nextInPieces();
  }

  /** Ends the stream. Errors with RemoteProtocolError `TRUNCATED` inside a frame. */
  end(): void {
    if (this.pendingBytes > 0) {
      throw new RemoteProtocolError('TRUNCATED', `stream ended ${this.pendingBytes} bytes into a frame`);
    }
  }

  /** Reads a frame that begins in this chunk. */
  private nextInChunk(): Frame | undefined {
    const { chunk, offset: start } = this;
    const available = chunk.length - start;
    if (available === 0) {
      this.release();
      return undefined;
    }
    if (available < HEADER_BYTES) return this.nextInPieces();
    const length = this.checkHeader(chunk, start);
    if (available < HEADER_BYTES + length) return this.nextInPieces();
    const end = start + HEADER_BYTES + length;
    this.offset = end;
    if (end > this.verifiedEnd && this.looksAhead) {
      this.verifiedEnd = this.functions.verifyChunk(chunk, start, this.format);
      this.looksAhead = this.verifiedEnd >= end;
    }
    return this.finish(chunk, start, chunk.subarray(start + HEADER_BYTES, end), end <= this.verifiedEnd);
  }

  /** Reads a frame that began in an earlier chunk or continues in the next one. */
  private nextInPieces(): Frame | undefined {
    const { partialHeaderBytes } = this;
    if (partialHeaderBytes < HEADER_BYTES && !this.takeHeader()) return undefined;
    const header = this.partialHeader;
    const length = partialHeaderBytes < HEADER_BYTES ? this.checkHeader(header, 0) : u32leAt(header, 16);
    const payload = this.takePayload(length);
    if (payload === undefined) return undefined;
    this.partialHeaderBytes = 0;
    return this.finish(header, 0, payload, false);
  }

  /** @returns true if the header is complete */
  private takeHeader(): boolean {
    if (this.partialHeader === NO_BYTES) this.partialHeader = new Uint8Array(HEADER_BYTES);
    const taken = Math.min(this.chunk.length - this.offset, HEADER_BYTES - this.partialHeaderBytes);
    this.partialHeader.set(this.chunk.subarray(this.offset, this.offset + taken), this.partialHeaderBytes);
    this.offset += taken;
    this.partialHeaderBytes += taken;
    if (this.partialHeaderBytes === HEADER_BYTES) return true;
    this.release();
    // A wrong magic is reported after four bytes, without waiting for the rest of the header, which may never arrive.
    if (this.partialHeaderBytes >= 4) this.requireMagic(this.partialHeader, 0);
    return false;
  }

  /** @returns the size of the payload in bytes */
  private checkHeader(bytes: Uint8Array, offset: number): number {
    this.requireMagic(bytes, offset);
    const length = u32leAt(bytes, offset + 16);
    const { maxPayloadBytes } = this.format.limits;
    if (length > maxPayloadBytes) {
      this.fail('OVERSIZED_FRAME', `payload of ${length} bytes, at most ${maxPayloadBytes} allowed`);
    }
    return length;
  }

  private requireMagic(bytes: Uint8Array, offset: number): void {
    if (u32leAt(bytes, offset) === this.format.magic) return;
    const isFirst = this.refusedBytes === 0;
    this.fail('WRONG_MAGIC', wrongMagicText(bytes.subarray(offset, offset + 4), this.format, this.magicNames, isFirst));
  }

  private takePayload(length: number): Uint8Array | undefined {
    const { chunk, offset, gathered } = this;
    const available = chunk.length - offset;
    if (gathered.length === 0 && available >= length) {
      this.offset = offset + length;
      return chunk.subarray(offset, offset + length);
    }
    const end = offset + Math.min(available, length - gathered.length);
    gathered.append(chunk, offset, end, length);
    this.offset = end;
    if (gathered.length === length) return gathered.take();
    this.release();
    return undefined;
  }

  private finish(bytes: Uint8Array, header: number, payload: Uint8Array, isVerified: boolean): Frame {
    const command = this.functions.readCommand(bytes, header + 4);
    const sizeBytes = HEADER_BYTES + payload.length;
    this.refusedBytes = sizeBytes;
    if (command === undefined) {
      const commandHex = toHex(bytes.subarray(header + 4, header + 16));
      throw new RemoteProtocolError('BAD_COMMAND', `12 bytes that are not a command: ${commandHex}`);
    }
    if (!isVerified) this.requireChecksum(command, payload, u32leAt(bytes, header + 20));
    return { command, payload, sizeBytes };
  }

  private requireChecksum(command: string, payload: Uint8Array, declared: number): void {
    const actual = this.functions.checksum(payload);
    if (actual === declared) return;
    throw new RemoteProtocolError(
      'BAD_CHECKSUM',
      `${command} with checksum ${hex32(declared)}, its payload has ${hex32(actual)}`,
    );
  }

  /** Drops the reference to an empty chunk, so that it can be freed before the next one arrives. */
  private release(): void {
    this.chunk = NO_BYTES;
    this.offset = 0;
    this.verifiedEnd = 0;
  }

  private fail(code: 'WRONG_MAGIC' | 'OVERSIZED_FRAME', message: string): never {
    this.failure = new RemoteProtocolError(code, message);
    throw this.failure;
  }
}

const NO_NAMES: MagicNames = new Map();

/** The number as four bytes in wire order, in hex. */
function hex32(value: number): string {
  return toHex(Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
}
