import { NetworkId, type NetworkAddress } from './addressText.js';

/**
 * The part of the network that an address is in. An owner of one address gets others of its group cheaply, so a pool that spreads its
 * connections over groups is harder to surround.
 *
 * IPv4 is grouped by /16, IPv6 by /32 (Hurricane Electric, which assigns /48s to anybody, by /36), onion and I2P by the first 4 bits of
 * the key, CJDNS by the 4 bits after its constant prefix. An IPv6 address that leads to an IPv4 one belongs to the group of the IPv4
 * address: otherwise a single IPv4 address would be in as many groups as there are ways to write it.
 *
 * Source: Bitcoin Core, netgroup.cpp GetGroup.
 */
export function groupOf({ networkId, address }: NetworkAddress): string {
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

/** The IPv4 address that an IPv6 address leads to, if it does. */
export function linkedIpv4(ip: Uint8Array): Uint8Array | undefined {
  if (LAST_FOUR.some((prefix) => startsWith(ip, prefix))) return ip.slice(12);
  if (startsWith(ip, SIX_TO_FOUR)) return ip.slice(2, 6);
  return startsWith(ip, TEREDO) ? ip.slice(12).map((byte) => ~byte) : undefined;
}

export function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, i) => bytes[i] === byte);
}

/** 64:ff9b::/96 (RFC 6052) and ::ffff:0:0:0/96 (RFC 6145): translated, the IPv4 address stands at the end. */
const LAST_FOUR = [
  [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0],
  [0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0],
];
/** 2002::/16 (RFC 3964, 6to4): the IPv4 address stands behind it. */
const SIX_TO_FOUR = [0x20, 0x02];
/** 2001::/32 (RFC 4380, Teredo): the client's IPv4 address stands at the end, each bit turned round. */
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
  const ipv4 = linkedIpv4(ip);
  if (ipv4 !== undefined) return groupOfIpv4(ipv4);
  const [high, low] = [hex16(ip, 0), hex16(ip, 2)];
  return startsWith(ip, HE_NET) ? `ipv6:${high}:${low}:${(ip[4]! >> 4).toString(16)}` : `ipv6:${high}:${low}`;
}

function hex16(bytes: Uint8Array, start: number): string {
  return ((bytes[start]! << 8) | bytes[start + 1]!).toString(16);
}
