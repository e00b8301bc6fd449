import { ByteQueue } from '../../../capture/byteQueue.js';
import { CaptureError } from '../../../capture/captureError.js';

/** RFC 8878, 3.1.1: the magic of a frame, little-endian. */
const FRAME_MAGIC = 0xfd2f_b528;
/** RFC 8878, 3.1.2: skippable frames have 16 magics. */
const SKIPPABLE_MAGIC = 0x184d_2a50;
/** RFC 8878, 3.1.1.2.3: "Block_Maximum_Size is the smallest of Window_Size or 128 KB". */
const MAX_BLOCK_BYTES = 128 * 1024;
/** The window of peer-observer's default, level 22; also the default bound of the zstd library (ZSTD_WINDOWLOG_LIMIT_DEFAULT: 27). */
export const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

/** True if a file that begins with these bytes is compressed by zstd. */
export function isZstd(start: Uint8Array): boolean {
  if (start.length < 4) return false;
  const magic = u32At(start, 0);
  return magic === FRAME_MAGIC || isSkippable(magic);
}

/**
 * Cuts zstd data into pieces that a decompressor can take one at a time: frame headers, blocks and checksums. Skippable frames are left out. So the
 * memory of any decompressor is bounded before it sees a byte: by the window of each frame, and 128 KiB of output for each piece.
 *
 * States: `frame` (a frame may begin, and the data may end), `skip` (inside a skippable frame), `block`, `checksum`. Only `frame` is a valid end.
 */
export class ZstdPieces {
  private readonly queue = new ByteQueue();
  private state: 'frame' | 'skip' | 'block' | 'checksum' = 'frame';
  private hasChecksum = false;
  private skipBytes = 0;

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  /**
   * The next piece, valid until the next push; undefined if more bytes are needed. Errors with CaptureError `MALFORMED`, `LIMIT_EXCEEDED` for a
   * window above MAX_WINDOW_BYTES, and `UNSUPPORTED` for a dictionary.
   */
  next(): Uint8Array | undefined {
    for (;;) {
      switch (this.state) {
        case 'frame': {
          const magic = this.magic();
          if (magic === undefined) return undefined;
          if (magic === FRAME_MAGIC) return this.frameHeader();
          if (!this.beginSkip()) return undefined;
          break;
        }
        case 'skip': {
          const bytes = this.queue.takeBytes(Math.min(this.skipBytes, this.queue.queuedBytes))!;
          this.skipBytes -= bytes.length;
          if (this.skipBytes > 0) return undefined;
          this.state = 'frame';
          break;
        }
        case 'block':
          return this.block();
        case 'checksum': {
          const checksum = this.queue.takeBytes(4);
          if (checksum !== undefined) this.state = 'frame';
          return checksum;
        }
      }
    }
  }

  /** Ends the input. Errors with CaptureError `TRUNCATED` inside a frame. */
  end(): void {
    if (this.state === 'frame' && this.queue.queuedBytes === 0) return;
    throw new CaptureError('TRUNCATED', 'the compressed data is incomplete', this.queue.offset);
  }

  private magic(): number | undefined {
    const bytes = this.queue.peekBytes(4);
    if (bytes === undefined) return undefined;
    const magic = u32At(bytes, 0);
    if (magic === FRAME_MAGIC || isSkippable(magic)) return magic;
    throw this.malformed(`a frame begins with ${hex(magic)}, not with ${hex(FRAME_MAGIC)}`);
  }

  private beginSkip(): boolean {
    const header = this.queue.takeBytes(8);
    if (header === undefined) return false;
    this.skipBytes = u32At(header, 4);
    this.state = 'skip';
    return true;
  }

  /** RFC 8878, 3.1.1.1: descriptor, window, dictionary id, content size. */
  private frameHeader(): Uint8Array | undefined {
    const descriptor = this.queue.peekBytes(5)?.[4];
    if (descriptor === undefined) return undefined;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const sizeFlag = descriptor >> 6;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
    const sizeBytes = sizeFlag === 0 ? Number(isSingleSegment) : 1 << sizeFlag;
    const windowBytes = isSingleSegment ? 0 : 1;
    const header = this.queue.peekBytes(5 + windowBytes + dictionaryBytes + sizeBytes);
    if (header === undefined) return undefined;
    if ((descriptor & 8) !== 0) throw this.malformed('a reserved bit of a frame header is set');
    if (header.subarray(5 + windowBytes, 5 + windowBytes + dictionaryBytes).some((byte) => byte !== 0)) {
      throw new CaptureError('UNSUPPORTED', 'the compressed data needs a dictionary', this.queue.offset);
    }
    const window = isSingleSegment
      ? littleEndian(header.subarray(header.length - sizeBytes)) + (sizeFlag === 1 ? 256 : 0)
      : windowOf(header[5]!);
    if (window > MAX_WINDOW_BYTES) {
      throw new CaptureError(
        'LIMIT_EXCEEDED',
        `the compressed data needs a window of ${window} bytes, at most ${MAX_WINDOW_BYTES} allowed`,
        this.queue.offset,
      );
    }
    this.hasChecksum = (descriptor & 4) !== 0;
    this.state = 'block';
    return this.queue.takeBytes(header.length);
  }

  /** RFC 8878, 3.1.1.2: last block, type, size; a block of type RLE has one byte of content. */
  private block(): Uint8Array | undefined {
    const header = this.queue.peekBytes(3);
    if (header === undefined) return undefined;
    const [first, second, third] = header as unknown as [number, number, number];
    const type = (first >> 1) & 3;
    const size = (first >> 3) | (second << 5) | (third << 13);
    if (type === 3) throw this.malformed('a block has the reserved type 3');
    if (size > MAX_BLOCK_BYTES) throw this.malformed(`a block has ${size} bytes, at most ${MAX_BLOCK_BYTES} allowed`);
    const block = this.queue.takeBytes(3 + (type === 1 ? 1 : size));
    if (block !== undefined && (first & 1) !== 0) this.state = this.hasChecksum ? 'checksum' : 'frame';
    return block;
  }

  private malformed(fact: string): CaptureError {
    return new CaptureError('MALFORMED', `the compressed data is damaged: ${fact}`, this.queue.offset);
  }
}

/** RFC 8878, 3.1.1.1.2: five bits of exponent, three of mantissa. */
function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

function littleEndian(bytes: Uint8Array): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}

function u32At(bytes: Uint8Array, offset: number): number {
  return littleEndian(bytes.subarray(offset, offset + 4));
}

function isSkippable(magic: number): boolean {
  return magic >= SKIPPABLE_MAGIC && magic < SKIPPABLE_MAGIC + 16;
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
