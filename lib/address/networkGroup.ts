import { NetworkId, type NetworkAddress } from './addressText.js';
import { startsWith } from './ipAddress.js';

/**
 * The network group of an address. The owner of one address can get others of the same group at little expense, so a pool that spreads its
 * connections over groups is harder to isolate (eclipse attack).
 *
 * IPv4 is grouped by /16 and IPv6 by /32. Hurricane Electric assigns a /48 to every applicant, so its range is grouped by /36. Onion and
 * I2P are grouped by the first 4 bits of the key, CJDNS by the 4 bits after its constant prefix. An IPv6 address that embeds an IPv4
 * address belongs to the group of the IPv4 address: otherwise one IPv4 address would be in several groups.
 *
 * Source: Bitcoin Core, netgroup.cpp GetGroup.
 */
export function networkGroupOf({ networkId, address }: NetworkAddress): string {
  switch (networkId) {
    case NetworkId.ipv4:
      return groupOfIpv4(address);
    case NetworkId.ipv6:
      return groupOfIpv6(address);
    case NetworkId.cjdns:
      return `cjdns:${address[1]! >> 4}`;
    default:
      return `${networkId === NetworkId.torV3 ? 'onion' : 'i2p'}:${address[0]! >> 4}`;
  }
}

/** The group of 127.0.0.0/8 and ::1. */
export const LOOPBACK_GROUP = 'local';

/** The IPv4 address that an IPv6 address embeds (NAT64, translated, 6to4, Teredo); undefined if it embeds none. */
export function embeddedIpv4(ip: Uint8Array): Uint8Array | undefined {
  if (TRANSLATED.some((prefix) => startsWith(ip, prefix))) return ip.slice(12);
  if (startsWith(ip, SIX_TO_FOUR)) return ip.slice(2, 6);
  return startsWith(ip, TEREDO) ? ip.slice(12).map((byte) => ~byte) : undefined;
}

/** 64:ff9b::/96 (NAT64, RFC 6052) and ::ffff:0:0:0/96 (RFC 6145): the last four bytes are the IPv4 address. */
const TRANSLATED = [
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0],
];
/** 2002::/16 (6to4, RFC 3964): the four bytes after the prefix are the IPv4 address. */
const SIX_TO_FOUR = [0x20, 0x02];
/** 2001::/32 (Teredo, RFC 4380): the last four bytes are the client's IPv4 address with all bits inverted. */
const TEREDO = [0x20, 0x01, 0, 0];
/** 2001:470::/32 (Hurricane Electric). */
const HE_NET = [0x20, 0x01, 0x04, 0x70];
const LOOPBACK_IPV6 = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
const LOOPBACK_IPV4 = 127;

function groupOfIpv4(ip: Uint8Array): string {
  return ip[0] === LOOPBACK_IPV4 ? LOOPBACK_GROUP : `ipv4:${ip[0]!}.${ip[1]!}`;
}

function groupOfIpv6(ip: Uint8Array): string {
  if (startsWith(ip, LOOPBACK_IPV6)) return LOOPBACK_GROUP;
  const ipv4 = embeddedIpv4(ip);
  if (ipv4 !== undefined) return groupOfIpv4(ipv4);
  const [high, low] = [hex16(ip, 0), hex16(ip, 2)];
  return startsWith(ip, HE_NET) ? `ipv6:${high}:${low}:${(ip[4]! >> 4).toString(16)}` : `ipv6:${high}:${low}`;
}

function hex16(bytes: Uint8Array, start: number): string {
  return ((bytes[start]! << 8) | bytes[start + 1]!).toString(16);
}
