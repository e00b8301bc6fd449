import { ByteQueue } from '../../byteQueue.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import { requireCaptureTime } from '../../captureTime.js';
import type { CapturedPacket, PacketDecoder } from './packet.js';
import { dataViewOf } from './dataView.js';

/**
 * The bound of a block: it is much larger than a packet, because blocks with names or decryption keys, which are skipped, can be larger.
 */
const MAX_BLOCK_BYTES = 16 * 1024 * 1024;
const MAX_INTERFACES = 1000;

/** A palindrome, so that it can be read before the byte order is known. */
export const SECTION_HEADER = 0x0a0d_0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
const INTERFACE_DESCRIPTION = 1;
/** Obsolete since 2012, but still written. Its fields are those of an enhanced packet, except that the interface has two bytes. */
const PACKET_BLOCK = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
const IF_TSRESOL = 9;
const IF_TSOFFSET = 14;

interface Interface {
  readonly linkType: number;
  readonly ticksPerSecond: bigint;
  readonly offsetSeconds: bigint;
}

/**
 * Decodes pcapng, the format of Wireshark (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces, enhanced packets and the
 * obsolete packet blocks. Simple packets have no time: they are skipped and counted. Blocks without a packet are skipped.
 *
 * State: a section header sets the byte order and removes all interfaces; an interface description adds one; packets refer to an interface by
 * its index. Memory: one chunk, one unfinished block, at most twice the bytes of it that have arrived, and at most MAX_INTERFACES interfaces of
 * the section. A declared length allocates nothing.
 */
export class PcapngDecoder implements PacketDecoder {
  private readonly queue = new ByteQueue();
  private isLittleEndian = false;
  private interfaces: Interface[] = [];

  /** @param onSkipped called with the kind of each packet that is skipped */
  constructor(private readonly onSkipped: (kind: string) => void = () => undefined) {}

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  next(): CapturedPacket | undefined {
    for (;;) {
      const { offset } = this.queue;
      const block = this.takeBlock();
      if (block === undefined) return undefined;
      const packet = this.asMalformed(() => this.readBlock(block, offset), offset);
      if (packet !== undefined) return packet;
    }
  }

  end(): void {
    if (this.queue.queuedBytes > 0)
      this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a block`, this.queue.offset);
  }

  private takeBlock(): DataView | undefined {
    const { offset } = this.queue;
    const start = this.queue.peekBytes(12);
    if (start === undefined) return undefined;
    const view = dataViewOf(start);
    if (view.getUint32(0) === SECTION_HEADER) {
      this.isLittleEndian = view.getUint32(8, true) === BYTE_ORDER_MAGIC;
      if (!this.isLittleEndian && view.getUint32(8) !== BYTE_ORDER_MAGIC) {
        this.fail('MALFORMED', 'section header without a byte order', offset);
      }
    } else if (offset === 0) this.fail('UNKNOWN_FORMAT', 'not a pcapng file', 0);
    const length = view.getUint32(4, this.isLittleEndian);
    if (length < 12 || length > MAX_BLOCK_BYTES || length % 4 !== 0) {
      this.fail(
        'MALFORMED',
        `block of ${length} bytes, a multiple of 4 from 12 to ${MAX_BLOCK_BYTES} expected`,
        offset,
      );
    }
    const block = this.queue.takeBytes(length);
    // A block ends with its length again: leave that out.
    return block && dataViewOf(block.subarray(0, -4));
  }

  private readBlock(block: DataView, offset: number): CapturedPacket | undefined {
    const type = block.getUint32(0, this.isLittleEndian);
    if (type === SECTION_HEADER) this.interfaces = [];
    if (type === INTERFACE_DESCRIPTION) this.addInterface(block, offset);
    if (type === SIMPLE_PACKET) this.onSkipped('simple packet blocks, which have no time');
    if (type === ENHANCED_PACKET) return this.packetIn(block, block.getUint32(8, this.isLittleEndian), offset);
    if (type === PACKET_BLOCK) return this.packetIn(block, block.getUint16(8, this.isLittleEndian), offset);
    return undefined;
  }

  private addInterface(block: DataView, offset: number): void {
    if (this.interfaces.length === MAX_INTERFACES)
      this.fail('LIMIT_EXCEEDED', `more than ${MAX_INTERFACES} interfaces`, offset);
    let ticksPerSecond = 1_000_000n;
    let offsetSeconds = 0n;
    for (const { code, at } of this.optionsIn(block, 16)) {
      if (code === IF_TSRESOL) ticksPerSecond = ticksPerSecondOf(block.getUint8(at));
      if (code === IF_TSOFFSET) offsetSeconds = block.getBigInt64(at, this.isLittleEndian);
    }
    this.interfaces.push({ linkType: block.getUint16(8, this.isLittleEndian), ticksPerSecond, offsetSeconds });
  }

  private *optionsIn(block: DataView, start: number): Generator<{ code: number; at: number }> {
    for (let at = start; at + 4 <= block.byteLength;) {
      const code = block.getUint16(at, this.isLittleEndian);
      if (code === 0) return;
      yield { code, at: at + 4 };
      at += 4 + ((block.getUint16(at + 2, this.isLittleEndian) + 3) & ~3);
    }
  }

  private packetIn(block: DataView, interfaceIndex: number, offset: number): CapturedPacket {
    const at = this.interfaces[interfaceIndex];
    if (at === undefined) this.fail('MALFORMED', 'packet of an interface that is not described', offset);
    const ticks =
      (BigInt(block.getUint32(12, this.isLittleEndian)) << 32n) | BigInt(block.getUint32(16, this.isLittleEndian));
    const length = block.getUint32(20, this.isLittleEndian);
    if (length > block.byteLength - 28) this.fail('MALFORMED', `packet of ${length} bytes in a shorter block`, offset);
    const atMs = Number(at.offsetSeconds + ticks / at.ticksPerSecond) * 1000 + msOf(ticks % at.ticksPerSecond, at);
    return {
      atMs: requireCaptureTime(atMs, 'packet', offset),
      linkType: at.linkType,
      bytes: new Uint8Array(block.buffer, block.byteOffset + 28, length),
      wireBytes: block.getUint32(24, this.isLittleEndian),
      offset,
    };
  }

  /** Reading after the end of a block throws a RangeError, which becomes `MALFORMED`. */
  private asMalformed<T>(step: () => T, offset: number): T {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return this.fail('MALFORMED', 'block shorter than its kind requires', offset);
    }
  }

  private fail(code: CaptureErrorCode, message: string, offset: number): never {
    throw new CaptureError(code, message, offset);
  }
}

/** The ticks per second of an if_tsresol: a power of two if the highest bit is set, else a power of ten. */
function ticksPerSecondOf(value: number): bigint {
  return value & 0x80 ? 1n << BigInt(value & 0x7f) : 10n ** BigInt(value);
}

function msOf(ticks: bigint, { ticksPerSecond }: Interface): number {
  return (Number(ticks) * 1000) / Number(ticksPerSecond);
}
