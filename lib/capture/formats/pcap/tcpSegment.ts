import { formatHostPort } from '../../../base/hostPort.js';
import { IPV4_PREFIX, formatIp } from '../../../address/ipAddress.js';
import { ipPacketIn } from './linkLayer.js';
import type { CapturedPacket } from './packet.js';
import { dataViewOf } from './dataView.js';

/** A TCP segment (RFC 9293, 3.1) and the place of its packet. */
export interface TcpSegment {
  /** The time of its packet. */
  readonly atMs: number;
  /** The offset in the file of its packet. */
  readonly offset: number;
  /** Host and port of the sender. */
  readonly source: string;
  /** Host and port of the receiver. */
  readonly destination: string;
  readonly sequence: number;
  /** The sequence number of the next byte that the sender expects; meaningless if `isAck` is false. */
  readonly acknowledgement: number;
  readonly isSyn: boolean;
  readonly isAck: boolean;
  readonly isFin: boolean;
  readonly isReset: boolean;
  /** The recorded bytes of its data; a window, valid until the next push. */
  readonly payload: Uint8Array;
  /** The number of bytes of its data on the wire that were not recorded. */
  readonly cutBytes: number;
}

const PROTOCOL_TCP = 6;
const MIN_HEADER_BYTES = 20;

const CUT_BEFORE_TCP = 'packets that are cut before their TCP header';
const LATER_FRAGMENT = 'later IP fragments';

/** The TCP segment in a packet, or a name for the packet's other content: `IP protocol 17 (UDP)`. */
export function tcpSegmentIn(packet: CapturedPacket): TcpSegment | string {
  const bytes = ipPacketIn(packet);
  if (typeof bytes === 'string') return bytes;
  if (bytes.length === 0) return CUT_BEFORE_TCP;
  const version = bytes[0]! >> 4;
  if (version !== 4 && version !== 6) return `IP version ${version}`;
  const ip = version === 4 ? ipv4In(bytes) : ipv6In(bytes);
  if (typeof ip === 'string') return ip;
  if (bytes.length < ip.start + MIN_HEADER_BYTES) return CUT_BEFORE_TCP;
  const view = dataViewOf(bytes);
  const flags = bytes[ip.start + 13]!;
  const headerBytes = (bytes[ip.start + 12]! >> 4) * 4;
  if (headerBytes < MIN_HEADER_BYTES) return 'TCP segments with an impossible header length';
  const dataStart = ip.start + headerBytes;
  // Not the packet's length, because Ethernet pads short packets; except if IP's length is 0 (segmentation by the network card, jumbograms).
  const wireBytes = packet.wireBytes - (packet.bytes.length - bytes.length);
  const dataEnd = ip.length === 0 ? wireBytes : ip.length;
  const payload = bytes.subarray(dataStart, Math.max(dataStart, dataEnd));
  return {
    atMs: packet.atMs,
    offset: packet.offset,
    source: formatHostPort(formatIp(ip.source), view.getUint16(ip.start)),
    destination: formatHostPort(formatIp(ip.destination), view.getUint16(ip.start + 2)),
    sequence: view.getUint32(ip.start + 4),
    acknowledgement: view.getUint32(ip.start + 8),
    isFin: (flags & 0x01) !== 0,
    isSyn: (flags & 0x02) !== 0,
    isReset: (flags & 0x04) !== 0,
    isAck: (flags & 0x10) !== 0,
    payload,
    // IP fragments are not reassembled: the segment counts as cut.
    cutBytes: Math.max(0, dataEnd - dataStart - payload.length) + (ip.isFragment ? 1 : 0),
  };
}

interface IpPacket {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** The index of the TCP header. */
  readonly start: number;
  /** The length of the IP packet by its header; 0 if the header does not contain it. */
  readonly length: number;
  readonly isFragment: boolean;
}

/** RFC 791, 3.1. */
function ipv4In(bytes: Uint8Array): IpPacket | string {
  const start = (bytes[0]! & 15) * 4;
  if (start < 20 || bytes.length < start) return CUT_BEFORE_TCP;
  if (bytes[9] !== PROTOCOL_TCP) return nameOfProtocol(bytes[9]!);
  const view = dataViewOf(bytes);
  const fragment = view.getUint16(6);
  // Only the first fragment contains the TCP header.
  if ((fragment & 0x1fff) !== 0) return LATER_FRAGMENT;
  return {
    source: Uint8Array.from([...IPV4_PREFIX, ...bytes.subarray(12, 16)]),
    destination: Uint8Array.from([...IPV4_PREFIX, ...bytes.subarray(16, 20)]),
    start,
    length: view.getUint16(2),
    isFragment: (fragment & 0x2000) !== 0,
  };
}

/** RFC 8200, 3 and 4. */
function ipv6In(bytes: Uint8Array): IpPacket | string {
  if (bytes.length < 40) return CUT_BEFORE_TCP;
  const view = dataViewOf(bytes);
  let next = bytes[6]!;
  let start = 40;
  let isFragment = false;
  while (next !== PROTOCOL_TCP) {
    if (!EXTENSIONS.includes(next)) return nameOfProtocol(next);
    if (bytes.length < start + 8) return CUT_BEFORE_TCP;
    const following = bytes[start]!;
    if (next === FRAGMENT) {
      const fragment = view.getUint16(start + 2);
      if (fragment >> 3 !== 0) return LATER_FRAGMENT;
      isFragment = (fragment & 1) !== 0;
      start += 8;
    } else if (next === AUTHENTICATION) start += (bytes[start + 1]! + 2) * 4;
    else start += (bytes[start + 1]! + 1) * 8;
    next = following;
  }
  const length = view.getUint16(4);
  return {
    source: bytes.subarray(8, 24),
    destination: bytes.subarray(24, 40),
    start,
    length: length === 0 ? 0 : 40 + length,
    isFragment,
  };
}

const FRAGMENT = 44;
const AUTHENTICATION = 51;
/** Hop-by-hop options, routing, fragment, authentication, destination options, mobility, HIP, shim6. */
const EXTENSIONS = [0, 43, FRAGMENT, AUTHENTICATION, 60, 135, 139, 140];

/** Names for error texts. */
const PROTOCOL_NAMES = new Map([
  [1, 'ICMP'],
  [4, 'IPv4 in IP'],
  [17, 'UDP'],
  [41, 'IPv6 in IP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [58, 'ICMPv6'],
]);

function nameOfProtocol(protocol: number): string {
  const name = PROTOCOL_NAMES.get(protocol);
  return `IP protocol ${protocol}${name === undefined ? '' : ` (${name})`}`;
}
