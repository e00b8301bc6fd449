import type { CapturedPacket } from './packet.js';
import { dataViewOf } from './dataView.js';

/** An IP packet, as a window on the captured bytes, or the name of what the bytes hold instead. */
export type IpPacketOrKind = Uint8Array | string;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q, IEEE 802.1ad, and the type of stacked tags before that standard. */
const ETHERTYPES_VLAN = [0x8100, 0x88a8, 0x9100];
/** RFC 2516, the session stage. */
const ETHERTYPE_PPPOE = 0x8864;
/** RFC 3032: unicast, and what was multicast. */
const ETHERTYPES_MPLS = [0x8847, 0x8848];
/** Below it the field is a length (IEEE 802.3). */
const MIN_ETHERTYPE = 0x0600;

/** RFC 1332, RFC 5072, RFC 3032. */
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = [0x0281, 0x0283];
/** RFC 1662: the address and control fields, which both ends may agree to leave out. */
const PPP_ADDRESS_AND_CONTROL = 0xff03;

const LINKTYPE_PKTAP = 258;
/** The fields of Apple's header that are read: its length, the record's type, the link type of the packet behind it. */
const PKTAP_FIELD_BYTES = 12;

const CUT = 'packets that are cut before their IP header';

/** Finds the IP packet behind a link's header (values: https://www.tcpdump.org/linktypes.html). */
const LINK_TYPES = new Map<number, (bytes: Uint8Array) => IpPacketOrKind>([
  // LINKTYPE_NULL and LINKTYPE_LOOP: the address family, of which each system has its own numbers.
  [0, (bytes) => bytes.subarray(4)],
  [108, (bytes) => bytes.subarray(4)],
  // LINKTYPE_ETHERNET
  [1, (bytes) => behindTypeField(bytes, 12, 14)],
  // LINKTYPE_RAW, what two systems call it, LINKTYPE_IPV4 and LINKTYPE_IPV6
  [101, (bytes) => bytes],
  [12, (bytes) => bytes],
  [14, (bytes) => bytes],
  [228, (bytes) => bytes],
  [229, (bytes) => bytes],
  // LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2, which `-i any` records
  [113, (bytes) => behindTypeField(bytes, 14, 16)],
  [276, (bytes) => behindTypeField(bytes, 0, 20)],
  // LINKTYPE_PPP, LINKTYPE_PPP_HDLC, LINKTYPE_PPP_ETHER
  [9, behindPpp],
  [50, behindPpp],
  [51, behindPppoe],
  [LINKTYPE_PKTAP, behindPktap],
]);

/** The IP packet in what was recorded of a link, or the name of what it holds instead. */
export function ipPacketIn({ linkType, bytes }: Pick<CapturedPacket, 'linkType' | 'bytes'>): IpPacketOrKind {
  return LINK_TYPES.get(linkType)?.(bytes) ?? `link type ${linkType}`;
}

function behindTypeField(bytes: Uint8Array, typeAt: number, headerBytes: number): IpPacketOrKind {
  if (bytes.length < headerBytes) return CUT;
  return ofEtherType(dataViewOf(bytes).getUint16(typeAt), bytes.subarray(headerBytes));
}

function ofEtherType(type: number, bytes: Uint8Array): IpPacketOrKind {
  if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return bytes;
  // A tag has four bytes, the last two of which are the type of what follows.
  if (ETHERTYPES_VLAN.includes(type)) return behindTypeField(bytes, 2, 4);
  if (type === ETHERTYPE_PPPOE) return behindPppoe(bytes);
  if (ETHERTYPES_MPLS.includes(type)) return behindMpls(bytes);
  return type < MIN_ETHERTYPE ? 'IEEE 802.3 frames without an EtherType' : `EtherType ${hex16(type)}`;
}

/** RFC 2516: version and type, code, session, length. */
function behindPppoe(bytes: Uint8Array): IpPacketOrKind {
  return bytes.length < 6 ? CUT : behindPppProtocol(bytes.subarray(6));
}

function behindPpp(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < 2) return CUT;
  const isFramed = dataViewOf(bytes).getUint16(0) === PPP_ADDRESS_AND_CONTROL;
  return behindPppProtocol(isFramed ? bytes.subarray(2) : bytes);
}

/** RFC 1661, 2: one or two bytes, of which the last is odd and the others are even. */
function behindPppProtocol(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < 2) return CUT;
  const isShort = (bytes[0]! & 1) === 1;
  const protocol = isShort ? bytes[0]! : dataViewOf(bytes).getUint16(0);
  const payload = bytes.subarray(isShort ? 1 : 2);
  if (protocol === PPP_IPV4 || protocol === PPP_IPV6) return payload;
  return PPP_MPLS.includes(protocol) ? behindMpls(payload) : `PPP protocol ${hex16(protocol)}`;
}

/** RFC 3032, 2.1: entries of four bytes, of which the last has the bottom-of-stack bit. Nothing tells what follows but its first byte. */
function behindMpls(bytes: Uint8Array): IpPacketOrKind {
  let start = 0;
  let isBottom = false;
  while (!isBottom) {
    if (bytes.length < start + 5) return CUT;
    isBottom = (bytes[start + 2]! & 1) === 1;
    start += 4;
  }
  const version = bytes[start]! >> 4;
  return version === 4 || version === 6 ? bytes.subarray(start) : 'MPLS that carries no IP';
}

/** Apple's header, in the byte order of its processors (XNU, bsd/net/pktap.h). */
function behindPktap(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < PKTAP_FIELD_BYTES) return CUT;
  const view = dataViewOf(bytes);
  const headerBytes = view.getUint32(0, true);
  const linkType = view.getUint32(8, true);
  if (headerBytes < PKTAP_FIELD_BYTES || headerBytes > bytes.length) return CUT;
  if (linkType === LINKTYPE_PKTAP) return 'PKTAP within PKTAP';
  return ipPacketIn({ linkType, bytes: bytes.subarray(headerBytes) });
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
