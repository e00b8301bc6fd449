import { ByteQueue } from '../../byteQueue.js';
import { CaptureError, type CaptureErrorCode } from '../../captureError.js';
import type { CapturedPacket, PacketDecoder } from './packet.js';
import { dataViewOf } from './dataView.js';

/** The bound of a packet: four times the largest that tcpdump records (MAXIMUM_SNAPLEN, 262,144). */
const MAX_PACKET_BYTES = 1024 * 1024;
const FILE_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;

/** The packet header of the "modified" pcap of libpcap also contains the interface, the protocol and the kind of the packet. */
const LONG_PACKET_HEADER_BYTES = 24;

interface Variant {
  readonly isLittleEndian: boolean;
  /** The unit of the second field of a time: its ticks in a millisecond. */
  readonly ticksPerMs: number;
  readonly packetHeaderBytes: number;
}

const micro = { ticksPerMs: 1000, packetHeaderBytes: PACKET_HEADER_BYTES };
const nano = { ticksPerMs: 1_000_000, packetHeaderBytes: PACKET_HEADER_BYTES };
const modified = { ticksPerMs: 1000, packetHeaderBytes: LONG_PACKET_HEADER_BYTES };

/** By the first four bytes of a file, as a big-endian number. */
const MAGICS = new Map<number, Variant>([
  [0xa1b2_c3d4, { isLittleEndian: false, ...micro }],
  [0xd4c3_b2a1, { isLittleEndian: true, ...micro }],
  [0xa1b2_3c4d, { isLittleEndian: false, ...nano }],
  [0x4d3c_b2a1, { isLittleEndian: true, ...nano }],
  [0xa1b2_cd34, { isLittleEndian: false, ...modified }],
  [0x34cd_b2a1, { isLittleEndian: true, ...modified }],
]);

/** True for the first four bytes of a pcap file. */
export function isPcapMagic(magic: number): boolean {
  return MAGICS.has(magic);
}

/**
 * Decodes pcap, the format of tcpdump (draft-ietf-opsawg-pcap): both byte orders, microseconds and nanoseconds, and the variant with longer
 * packet headers that some routers write.
 *
 * Memory: one chunk, and one unfinished packet, at most twice the bytes of it that have arrived; a declared length allocates nothing.
 */
export class PcapDecoder implements PacketDecoder {
  private readonly queue = new ByteQueue();
  private format: (Variant & { linkType: number }) | undefined;

  push(chunk: Uint8Array): void {
    this.queue.push(chunk);
  }

  next(): CapturedPacket | undefined {
    this.format ??= this.takeFileHeader();
    if (this.format === undefined) return undefined;
    const { isLittleEndian, ticksPerMs, packetHeaderBytes, linkType } = this.format;
    const header = this.queue.peekBytes(packetHeaderBytes);
    if (header === undefined) return undefined;
    const view = dataViewOf(header);
    const length = view.getUint32(8, isLittleEndian);
    if (length > MAX_PACKET_BYTES) {
      this.fail('MALFORMED', `packet of ${length} bytes, at most ${MAX_PACKET_BYTES} allowed`);
    }
    const { offset } = this.queue;
    const atMs = view.getUint32(0, isLittleEndian) * 1000 + view.getUint32(4, isLittleEndian) / ticksPerMs;
    const wireBytes = view.getUint32(12, isLittleEndian);
    const bytes = this.queue.takeBytes(packetHeaderBytes + length)?.subarray(packetHeaderBytes);
    return bytes && { atMs, linkType, bytes, wireBytes, offset };
  }

  end(): void {
    if (this.format === undefined)
      this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into the pcap file header`);
    if (this.queue.queuedBytes > 0) this.fail('TRUNCATED', `ends ${this.queue.queuedBytes} bytes into a packet`);
  }

  private takeFileHeader(): typeof this.format {
    const header = this.queue.takeBytes(FILE_HEADER_BYTES);
    if (header === undefined) return undefined;
    const view = dataViewOf(header);
    const variant = MAGICS.get(view.getUint32(0)) ?? this.fail('UNKNOWN_FORMAT', 'not a pcap file');
    // The upper bits describe a checksum after each packet, which the length in the IP header excludes anyway.
    return { ...variant, linkType: view.getUint32(20, variant.isLittleEndian) & 0xffff };
  }

  private fail(code: CaptureErrorCode, message: string): never {
    throw new CaptureError(code, message, this.queue.offset);
  }
}
