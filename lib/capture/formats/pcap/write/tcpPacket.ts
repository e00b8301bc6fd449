import { NO_BYTES } from '../../../../codec/reader.js';

/** One end of a TCP connection: an IP address in 4 bytes (IPv4) or 16 bytes (IPv6), and a port. */
export interface TcpEnd {
  readonly ip: Uint8Array;
  readonly port: number;
}

/** The flags of a TCP segment (RFC 9293, 3.1). */
export const FIN = 0x01;
export const SYN = 0x02;
export const RST = 0x04;
export const PSH = 0x08;
export const ACK = 0x10;

/** The length of an IPv4 packet is a u16 and counts its header. The same bound is used for IPv6. */
export const MAX_SEGMENT_BYTES = 0xffff - 20 - 20;

/** A segment to encode: `payload` of at most MAX_SEGMENT_BYTES. */
export interface Segment {
  readonly source: TcpEnd;
  readonly destination: TcpEnd;
  readonly sequence: number;
  readonly acknowledgement: number;
  /** The flags, joined by `|`. */
  readonly flags: number;
  readonly payload: Uint8Array;
}

const PROTOCOL_TCP = 6;
/** RFC 1700: the recommended default. */
const TIME_TO_LIVE = 64;
const TCP_HEADER_BYTES = 20;
/** The option of a SYN, padded to 4 bytes: no-operation; window scale 14, the largest (RFC 7323, 2.2 and 2.3). */
const WINDOW_SCALE = Uint8Array.of(1, 3, 3, 14);
const WINDOW = 0xffff;

/** Encodes a segment as an IP packet with correct checksums, in a new buffer. The packet is IPv4 or IPv6, as its addresses are. */
export function encodeTcpPacket(segment: Segment): Uint8Array {
  const { source, destination, payload, flags } = segment;
  const isIpv4 = source.ip.length === 4;
  const options = (flags & SYN) === 0 ? NO_BYTES : WINDOW_SCALE;
  const tcpStart = isIpv4 ? 20 : 40;
  const tcpBytes = TCP_HEADER_BYTES + options.length + payload.length;
  const packet = new Uint8Array(tcpStart + tcpBytes);
  const view = new DataView(packet.buffer);
  if (isIpv4) writeIpv4(packet, view, segment);
  else writeIpv6(packet, view, segment, tcpBytes);

  view.setUint16(tcpStart, source.port);
  view.setUint16(tcpStart + 2, destination.port);
  view.setUint32(tcpStart + 4, segment.sequence);
  view.setUint32(tcpStart + 8, segment.acknowledgement);
  packet[tcpStart + 12] = ((TCP_HEADER_BYTES + options.length) / 4) << 4;
  packet[tcpStart + 13] = flags;
  view.setUint16(tcpStart + 14, WINDOW);
  packet.set(options, tcpStart + TCP_HEADER_BYTES);
  packet.set(payload, tcpStart + TCP_HEADER_BYTES + options.length);

  const pseudoHeader = sumOf(source.ip, 0) + sumOf(destination.ip, 0) + PROTOCOL_TCP + tcpBytes;
  view.setUint16(tcpStart + 16, checksumOf(pseudoHeader + sumOf(packet, tcpStart)));
  return packet;
}

/** RFC 791, 3.1: no options, not to be fragmented. */
function writeIpv4(packet: Uint8Array, view: DataView, { source, destination }: Segment): void {
  packet[0] = 0x45;
  view.setUint16(2, packet.length);
  view.setUint16(6, 0x4000);
  packet[8] = TIME_TO_LIVE;
  packet[9] = PROTOCOL_TCP;
  packet.set(source.ip, 12);
  packet.set(destination.ip, 16);
  view.setUint16(10, checksumOf(sumOf(packet.subarray(0, 20), 0)));
}

/** RFC 8200, 3. */
function writeIpv6(packet: Uint8Array, view: DataView, { source, destination }: Segment, tcpBytes: number): void {
  packet[0] = 0x60;
  view.setUint16(4, tcpBytes);
  packet[6] = PROTOCOL_TCP;
  packet[7] = TIME_TO_LIVE;
  packet.set(source.ip, 8);
  packet.set(destination.ip, 24);
}

/**
 * The sum of the big-endian 16-bit words from an even offset on; an odd last byte is padded by 0 (RFC 1071). Of at most 64 KiB, so the sum is
 * less than 2^31.
 */
function sumOf(bytes: Uint8Array, start: number): number {
  let sum = 0;
  const end = bytes.length - 1;
  let i = start;
  for (; i < end; i += 2) sum += (bytes[i]! << 8) | bytes[i + 1]!;
  return i === end ? sum + (bytes[i]! << 8) : sum;
}

/** RFC 1071: the ones' complement of the ones' complement sum. */
function checksumOf(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
}
