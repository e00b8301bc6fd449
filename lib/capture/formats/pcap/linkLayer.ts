import type { CapturedPacket } from './packet.js';
import { dataViewOf } from './dataView.js';

/** An IP packet, as a window on the recorded bytes; or a name for the other content of a packet, which errors count: `EtherType 0x0806`. */
export type IpPacketOrKind = Uint8Array | string;

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q, IEEE 802.1ad, and the type of stacked tags before that standard. */
const ETHERTYPES_VLAN = [0x8100, 0x88a8, 0x9100];
/** RFC 2516, the session stage. */
const ETHERTYPE_PPPOE = 0x8864;
/** RFC 3032: unicast and multicast. */
const ETHERTYPES_MPLS = [0x8847, 0x8848];
/** A lower value of the field is a length (IEEE 802.3). */
const MIN_ETHERTYPE = 0x0600;

/** RFC 1332, RFC 5072, RFC 3032. */
const PPP_IPV4 = 0x0021;
const PPP_IPV6 = 0x0057;
const PPP_MPLS = [0x0281, 0x0283];
/** RFC 1662: the address and control fields, which two ends can negotiate to omit. */
const PPP_ADDRESS_AND_CONTROL = 0xff03;

const LINKTYPE_PKTAP = 258;
/** The first fields of Apple's header: its length, the type of the record, the link type of the packet after it. */
const PKTAP_FIELD_BYTES = 12;

const CUT_BEFORE_IP = 'packets that are cut before their IP header';

/** By link type: finds the IP packet after the header of the link (values: https://www.tcpdump.org/linktypes.html). */
const LINK_TYPES = new Map<number, (bytes: Uint8Array) => IpPacketOrKind>([
  // LINKTYPE_NULL and LINKTYPE_LOOP: an address family, whose numbers differ between systems.
  [0, (bytes) => bytes.subarray(4)],
  [108, (bytes) => bytes.subarray(4)],
  // LINKTYPE_ETHERNET
  [1, (bytes) => ipAfterTypeField(bytes, 12, 14)],
  // LINKTYPE_RAW, its numbers on two BSD systems, LINKTYPE_IPV4 and LINKTYPE_IPV6
  [101, (bytes) => bytes],
  [12, (bytes) => bytes],
  [14, (bytes) => bytes],
  [228, (bytes) => bytes],
  [229, (bytes) => bytes],
  // LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2, which `-i any` records
  [113, (bytes) => ipAfterTypeField(bytes, 14, 16)],
  [276, (bytes) => ipAfterTypeField(bytes, 0, 20)],
  // LINKTYPE_PPP, LINKTYPE_PPP_HDLC, LINKTYPE_PPP_ETHER
  [9, ipAfterPpp],
  [50, ipAfterPpp],
  [51, ipAfterPppoe],
  [LINKTYPE_PKTAP, ipAfterPktap],
]);

/** The IP packet in a recorded packet, or a name for its other content. */
export function ipPacketIn({ linkType, bytes }: Pick<CapturedPacket, 'linkType' | 'bytes'>): IpPacketOrKind {
  return LINK_TYPES.get(linkType)?.(bytes) ?? `link type ${linkType}`;
}

function ipAfterTypeField(bytes: Uint8Array, typeAt: number, headerBytes: number): IpPacketOrKind {
  if (bytes.length < headerBytes) return CUT_BEFORE_IP;
  return ipOfEtherType(dataViewOf(bytes).getUint16(typeAt), bytes.subarray(headerBytes));
}

function ipOfEtherType(type: number, bytes: Uint8Array): IpPacketOrKind {
  if (type === ETHERTYPE_IPV4 || type === ETHERTYPE_IPV6) return bytes;
  // A tag has four bytes; the last two are the type of the content after it.
  if (ETHERTYPES_VLAN.includes(type)) return ipAfterTypeField(bytes, 2, 4);
  if (type === ETHERTYPE_PPPOE) return ipAfterPppoe(bytes);
  if (ETHERTYPES_MPLS.includes(type)) return ipAfterMpls(bytes);
  return type < MIN_ETHERTYPE ? 'IEEE 802.3 frames without an EtherType' : `EtherType ${hex16(type)}`;
}

/** RFC 2516: version and type, code, session, length. */
function ipAfterPppoe(bytes: Uint8Array): IpPacketOrKind {
  return bytes.length < 6 ? CUT_BEFORE_IP : ipAfterPppProtocol(bytes.subarray(6));
}

function ipAfterPpp(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < 2) return CUT_BEFORE_IP;
  const isFramed = dataViewOf(bytes).getUint16(0) === PPP_ADDRESS_AND_CONTROL;
  return ipAfterPppProtocol(isFramed ? bytes.subarray(2) : bytes);
}

/** RFC 1661, 2: one or two bytes; the last one is odd, the other is even. */
function ipAfterPppProtocol(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < 2) return CUT_BEFORE_IP;
  const isShort = (bytes[0]! & 1) === 1;
  const protocol = isShort ? bytes[0]! : dataViewOf(bytes).getUint16(0);
  const payload = bytes.subarray(isShort ? 1 : 2);
  if (protocol === PPP_IPV4 || protocol === PPP_IPV6) return payload;
  return PPP_MPLS.includes(protocol) ? ipAfterMpls(payload) : `PPP protocol ${hex16(protocol)}`;
}

/** RFC 3032, 2.1: entries of four bytes; the last one has the bottom-of-stack bit. No field names the protocol after them, so its first byte decides. */
function ipAfterMpls(bytes: Uint8Array): IpPacketOrKind {
  let start = 0;
  let isBottom = false;
  while (!isBottom) {
    if (bytes.length < start + 5) return CUT_BEFORE_IP;
    isBottom = (bytes[start + 2]! & 1) === 1;
    start += 4;
  }
  const version = bytes[start]! >> 4;
  return version === 4 || version === 6 ? bytes.subarray(start) : 'MPLS that carries no IP';
}

/** Apple's header, in the byte order of its processors (XNU, bsd/net/pktap.h). */
function ipAfterPktap(bytes: Uint8Array): IpPacketOrKind {
  if (bytes.length < PKTAP_FIELD_BYTES) return CUT_BEFORE_IP;
  const view = dataViewOf(bytes);
  const headerBytes = view.getUint32(0, true);
  const linkType = view.getUint32(8, true);
  if (headerBytes < PKTAP_FIELD_BYTES || headerBytes > bytes.length) return CUT_BEFORE_IP;
  if (linkType === LINKTYPE_PKTAP) return 'PKTAP within PKTAP';
  return ipPacketIn({ linkType, bytes: bytes.subarray(headerBytes) });
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, '0')}`;
}
