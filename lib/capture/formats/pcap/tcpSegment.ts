import { formatHostPort } from '../../../base/hostPort.js';
import { IPV4_PREFIX, formatIp } from '../../../address/ipAddress.js';
import { ipPacketIn } from './linkLayer.js';
import type { CapturedPacket } from './packet.js';
import { dataViewOf } from './dataView.js';

/** What one packet says of a TCP connection (RFC 9293, 3.1). */
export interface TcpSegment {
  readonly atMs: number;
  /** Where its packet stands in the file. */
  readonly offset: number;
  /** Host and port of who sent it, and to whom. */
  readonly source: string;
  readonly destination: string;
  readonly sequence: number;
  /** The sequence number of the next byte that the sender expects; without a meaning if `isAck` is false. */
  readonly acknowledgement: number;
  readonly isSyn: boolean;
  readonly isAck: boolean;
  readonly isFin: boolean;
  readonly isReset: boolean;
  /** What was recorded of its data; a window, good until the next push. */
  readonly payload: Uint8Array;
  /** How many bytes of data it had on the wire that are not in `payload`. */
  readonly cutBytes: number;
}

const PROTOCOL_TCP = 6;
const MIN_HEADER_BYTES = 20;

const CUT = 'packets that are cut before their TCP header';
const LATER_FRAGMENT = 'later IP fragments';

/** The TCP segment in a packet, or the name of what the packet holds instead. */
export function tcpSegmentIn(packet: CapturedPacket): TcpSegment | string {
  const bytes = ipPacketIn(packet);
  if (typeof bytes === 'string') return bytes;
  if (bytes.length === 0) return CUT;
  const version = bytes[0]! >> 4;
  if (version !== 4 && version !== 6) return `IP version ${version}`;
  const ip = version === 4 ? ipv4In(bytes) : ipv6In(bytes);
  if (typeof ip === 'string') return ip;
  if (bytes.length < ip.start + MIN_HEADER_BYTES) return CUT;
  const view = dataViewOf(bytes);
  const flags = bytes[ip.start + 13]!;
  const headerBytes = (bytes[ip.start + 12]! >> 4) * 4;
  if (headerBytes < MIN_HEADER_BYTES) return 'TCP segments with an impossible header length';
  const dataStart = ip.start + headerBytes;
  // Ethernet pads a short packet. If IP's own length is 0 (segmentation by the network card, jumbograms), the packet's length counts.
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
    // The rest of a fragmented packet is not looked for: it counts as cut.
    cutBytes: Math.max(0, dataEnd - dataStart - payload.length) + (ip.isFragment ? 1 : 0),
  };
}

interface IpPacket {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** Where TCP begins. */
  readonly start: number;
  /** Where IP says that the packet ends; 0 where it does not say. */
  readonly length: number;
  readonly isFragment: boolean;
}

/** RFC 791, 3.1. */
function ipv4In(bytes: Uint8Array): IpPacket | string {
  const start = (bytes[0]! & 15) * 4;
  if (start < 20 || bytes.length < start) return CUT;
  if (bytes[9] !== PROTOCOL_TCP) return nameOfProtocol(bytes[9]!);
  const view = dataViewOf(bytes);
  const fragment = view.getUint16(6);
  // Only the first fragment has TCP's header.
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
  if (bytes.length < 40) return CUT;
  const view = dataViewOf(bytes);
  let next = bytes[6]!;
  let start = 40;
  let isFragment = false;
  while (next !== PROTOCOL_TCP) {
    if (!EXTENSIONS.includes(next)) return nameOfProtocol(next);
    if (bytes.length < start + 8) return CUT;
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

/** The protocols that a reader of an error may know better by their names. */
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
