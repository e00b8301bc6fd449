import { CaptureError } from '../captureError.js';
import type { CapturedPacket } from './packet.js';
import { viewOf } from './viewOf.js';

const ETHERTYPE_IPV4 = 0x0800;
const ETHERTYPE_IPV6 = 0x86dd;
/** IEEE 802.1Q and 802.1ad: a tag of four bytes, and the type of what follows at its end. */
const ETHERTYPES_VLAN = [0x8100, 0x88a8];

/** How long the header of a link is, and where the type of what follows stands in it, if it does. */
const LINK_TYPES = new Map<number, { headerBytes: number; typeAt?: number }>([
  // LINKTYPE_NULL and LINKTYPE_LOOP: the address family, of which each system has its own numbers.
  [0, { headerBytes: 4 }],
  [108, { headerBytes: 4 }],
  // LINKTYPE_ETHERNET
  [1, { headerBytes: 14, typeAt: 12 }],
  // LINKTYPE_RAW, what two systems call it, LINKTYPE_IPV4 and LINKTYPE_IPV6
  [101, { headerBytes: 0 }],
  [12, { headerBytes: 0 }],
  [14, { headerBytes: 0 }],
  [228, { headerBytes: 0 }],
  [229, { headerBytes: 0 }],
  // LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2: what `-i any` records
  [113, { headerBytes: 16, typeAt: 14 }],
  [276, { headerBytes: 20, typeAt: 0 }],
]);

/**
 * The IP packet in what was recorded of a link: a window on it; undefined where something else is in it.
 *
 * Errors with CaptureError `UNSUPPORTED` for a link that is not known here.
 */
export function ipPacketIn({ linkType, bytes, offset }: CapturedPacket): Uint8Array | undefined {
  const link = LINK_TYPES.get(linkType);
  if (link === undefined) throw new CaptureError('UNSUPPORTED', `packets of link type ${linkType}`, offset);
  let { headerBytes } = link;
  if (bytes.length < headerBytes) return undefined;
  if (link.typeAt !== undefined) {
    const view = viewOf(bytes);
    let type = view.getUint16(link.typeAt);
    while (ETHERTYPES_VLAN.includes(type) && bytes.length >= headerBytes + 4) {
      type = view.getUint16(headerBytes + 2);
      headerBytes += 4;
    }
    if (type !== ETHERTYPE_IPV4 && type !== ETHERTYPE_IPV6) return undefined;
  }
  return bytes.subarray(headerBytes);
}
