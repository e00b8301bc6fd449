import { toHex } from '../bytes/hex.js';
import { plainBytes } from '../bytes/reader.js';
import { RemoteProtocolError } from '../errors.js';
import { checksum } from '../hash/sha256d.js';
import { commandOf, HEADER_BYTES, u32leAt, type FrameFormat } from './header.js';

/**
 * A message still in its bytes. `payload` is a window on the chunk in which it came, or, where it came in pieces, a buffer
 * of its own; nobody writes to either again.
 */
export interface Frame {
  readonly command: string;
  readonly payload: Uint8Array;
  /** Header and payload. */
  readonly sizeBytes: number;
}

/**
 * Cuts a byte stream into frames: `push` a chunk, then take what is whole by `next` until it gives undefined.
 *
 * A frame inside one chunk is not copied; one that spans several is gathered in a buffer that grows with what has arrived,
 * so a declared length allocates nothing by itself and a byte is moved twice at most on average, whatever the chunks.
 */
export class FrameDecoder {
  private chunk = NO_BYTES;
  private offset = 0;
  /** The beginning of a header whose rest has not come yet. */
  private readonly partialHeader = new Uint8Array(HEADER_BYTES);
  private partialHeaderBytes = 0;
  /** The header of the frame under way; its payload so far. */
  private header: FrameHeader | undefined;
  private gathered = NO_BYTES;
  private gatheredBytes = 0;
  private failure: RemoteProtocolError | undefined;
  /** How many bytes the last frame had that `next` refused, header included. */
  refusedBytes = 0;

  constructor(private readonly format: FrameFormat) {}

  /** How many bytes of an unfinished frame are waiting for the rest. */
  get pendingBytes(): number {
    return this.header === undefined ? this.partialHeaderBytes : HEADER_BYTES + this.gatheredBytes;
  }

  /** Takes the next chunk; those before must have been emptied by `next`. */
  push(chunk: Uint8Array): void {
    if (this.offset < this.chunk.length) throw new Error('push before the last chunk was emptied by next');
    this.chunk = plainBytes(chunk);
    this.offset = 0;
  }

  /**
   * The next whole frame, or undefined when more bytes are needed.
   *
   * Errors with RemoteProtocolError `BAD_CHECKSUM` or `BAD_COMMAND` for one frame, and goes on behind it when called again;
   * with `WRONG_MAGIC` or `OVERSIZED_FRAME` when the stream is lost, and then for ever.
   */
  next(): Frame | undefined {
    if (this.failure !== undefined) throw this.failure;
    this.header ??= this.takeHeader();
    if (this.header === undefined) return undefined;
    const payload = this.takePayload(this.header);
    if (payload === undefined) return undefined;
    return this.finish(this.header, payload);
  }

  /** Says that no more bytes come: errors with RemoteProtocolError `TRUNCATED` in the middle of a frame. */
  end(): void {
    if (this.pendingBytes > 0) {
      throw new RemoteProtocolError('TRUNCATED', `stream ended ${this.pendingBytes} bytes into a frame`);
    }
  }

  private takeHeader(): FrameHeader | undefined {
    const available = this.chunk.length - this.offset;
    if (this.partialHeaderBytes === 0 && available >= HEADER_BYTES) {
      this.offset += HEADER_BYTES;
      return this.parseHeader(this.chunk, this.offset - HEADER_BYTES);
    }
    const taken = Math.min(available, HEADER_BYTES - this.partialHeaderBytes);
    this.partialHeader.set(this.chunk.subarray(this.offset, this.offset + taken), this.partialHeaderBytes);
    this.offset += taken;
    this.partialHeaderBytes += taken;
    if (this.partialHeaderBytes < HEADER_BYTES) {
      this.release();
      // Garbage is told by its first four bytes, without waiting for a header that may never come.
      if (this.partialHeaderBytes >= 4) this.requireMagic(this.partialHeader, 0);
      return undefined;
    }
    this.partialHeaderBytes = 0;
    return this.parseHeader(this.partialHeader, 0);
  }

  private parseHeader(bytes: Uint8Array, offset: number): FrameHeader {
    this.requireMagic(bytes, offset);
    const length = u32leAt(bytes, offset + 16);
    const { maxPayloadBytes } = this.format.limits;
    if (length > maxPayloadBytes) {
      this.fail('OVERSIZED_FRAME', `payload of ${length} bytes, at most ${maxPayloadBytes} allowed`);
    }
    const command = commandOf(bytes, offset + 4);
    return {
      command,
      // Shown only when it spells no command, so kept only then.
      commandBytes: command === undefined ? toHex(bytes.subarray(offset + 4, offset + 16)) : '',
      length,
      checksum: u32leAt(bytes, offset + 20),
    };
  }

  private requireMagic(bytes: Uint8Array, offset: number): void {
    const magic = u32leAt(bytes, offset);
    if (magic === this.format.magic) return;
    this.fail('WRONG_MAGIC', `magic ${hex32(magic)}, ${hex32(this.format.magic)} expected`);
  }

  private takePayload(header: FrameHeader): Uint8Array | undefined {
    const available = this.chunk.length - this.offset;
    if (this.gatheredBytes === 0 && available >= header.length) {
      this.offset += header.length;
      return this.chunk.subarray(this.offset - header.length, this.offset);
    }
    const taken = Math.min(available, header.length - this.gatheredBytes);
    this.gather(taken, header.length);
    if (this.gatheredBytes < header.length) {
      this.release();
      return undefined;
    }
    const payload = this.gathered.subarray(0, header.length);
    this.gathered = NO_BYTES;
    this.gatheredBytes = 0;
    return payload;
  }

  private gather(length: number, wanted: number): void {
    const needed = this.gatheredBytes + length;
    if (needed > this.gathered.length) {
      const larger = new Uint8Array(Math.min(wanted, Math.max(needed, 2 * this.gathered.length)));
      larger.set(this.gathered.subarray(0, this.gatheredBytes));
      this.gathered = larger;
    }
    this.gathered.set(this.chunk.subarray(this.offset, this.offset + length), this.gatheredBytes);
    this.offset += length;
    this.gatheredBytes = needed;
  }

  private finish(header: FrameHeader, payload: Uint8Array): Frame {
    this.header = undefined;
    this.refusedBytes = HEADER_BYTES + header.length;
    if (header.command === undefined) {
      throw new RemoteProtocolError('BAD_COMMAND', `12 bytes that spell no command: ${header.commandBytes}`);
    }
    const actual = checksum(payload);
    if (actual !== header.checksum) {
      throw new RemoteProtocolError(
        'BAD_CHECKSUM',
        `${header.command} with checksum ${hex32(header.checksum)}, its payload has ${hex32(actual)}`,
      );
    }
    return { command: header.command, payload, sizeBytes: HEADER_BYTES + header.length };
  }

  /** Lets go of an emptied chunk, which would else live until the next one. */
  private release(): void {
    this.chunk = NO_BYTES;
    this.offset = 0;
  }

  private fail(code: 'WRONG_MAGIC' | 'OVERSIZED_FRAME', message: string): never {
    this.failure = new RemoteProtocolError(code, message);
    throw this.failure;
  }
}

interface FrameHeader {
  readonly command: string | undefined;
  readonly commandBytes: string;
  readonly length: number;
  readonly checksum: number;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Four bytes in the wire's order. */
function hex32(value: number): string {
  return toHex(Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
}
