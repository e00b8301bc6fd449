import { NetworkId, type NetworkAddress } from './addressText.js';
import { embeddedIpv4 } from './networkGroup.js';

/**
 * Whether an address can be dialled from anywhere (`public`), only from its own network (`private`), or not at all (`none`): unspecified,
 * multicast, documentation, anycast relays, identifiers that are not locations.
 *
 * Source: IANA's registries of special-purpose IPv4 and IPv6 addresses; Bitcoin Core (netaddress.cpp, IsRoutable) checks most of them.
 */
export function routabilityOf({ networkId, address }: NetworkAddress): 'public' | 'private' | 'none' {
  if (networkId === NetworkId.ipv4) return routabilityOfIpv4(address);
  if (networkId !== NetworkId.ipv6) return 'public';
  // First, because the loopback address is inside a range of UNROUTABLE_IPV6.
  if (isInRanges(address, PRIVATE_IPV6)) return 'private';
  if (isInRanges(address, UNROUTABLE_IPV6)) return 'none';
  const ipv4 = embeddedIpv4(address);
  return ipv4 === undefined ? 'public' : routabilityOfIpv4(ipv4);
}

function routabilityOfIpv4(ip: Uint8Array): 'public' | 'private' | 'none' {
  if (isInRanges(ip, UNROUTABLE_IPV4)) return 'none';
  return isInRanges(ip, PRIVATE_IPV4) ? 'private' : 'public';
}

/** The first bytes of a range, and the length of its prefix in bits. */
type Range = readonly [bytes: readonly number[], bits: number];

function isInRanges(ip: Uint8Array, ranges: readonly Range[]): boolean {
  for (const range of ranges) if (isInRange(ip, range)) return true;
  return false;
}

function isInRange(ip: Uint8Array, [bytes, bits]: Range): boolean {
  for (let i = 0; i < bytes.length; i++) {
    const mask = 0xff & ~(0xff >> Math.min(8, bits - 8 * i));
    if (((ip[i]! ^ bytes[i]!) & mask) !== 0) return false;
  }
  return true;
}

const UNROUTABLE_IPV4: readonly Range[] = [
  [[0], 8], // "this network" (RFC 1122)
  [[192, 0, 0], 24], // protocol assignments (RFC 6890)
  [[192, 0, 2], 24], // documentation (RFC 5737)
  [[192, 88, 99], 24], // 6to4 relay anycast, deprecated (RFC 7526)
  [[198, 51, 100], 24], // documentation (RFC 5737)
  [[203, 0, 113], 24], // documentation (RFC 5737)
  [[224], 3], // multicast, reserved, broadcast (RFC 1112)
];

const PRIVATE_IPV4: readonly Range[] = [
  [[10], 8], // RFC 1918
  [[172, 16], 12], // RFC 1918
  [[192, 168], 16], // RFC 1918
  [[100, 64], 10], // carrier-grade NAT (RFC 6598)
  [[127], 8], // loopback (RFC 1122)
  [[169, 254], 16], // link-local (RFC 3927)
  [[198, 18], 15], // benchmarking (RFC 2544)
];

const UNROUTABLE_IPV6: readonly Range[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 96], // unspecified, and IPv4-compatible, deprecated (RFC 4291)
  [[0x01, 0, 0, 0, 0, 0, 0, 0], 64], // discard-only (RFC 6666)
  [[0x20, 0x01, 0, 0x10], 28], // ORCHID (RFC 4843), an identifier, not a location
  [[0x20, 0x01, 0, 0x20], 28], // ORCHIDv2 (RFC 7343)
  [[0x20, 0x01, 0x0d, 0xb8], 32], // documentation (RFC 3849)
  [[0x3f, 0xff, 0], 20], // documentation (RFC 9637)
  [[0x5f, 0], 16], // segment routing identifiers (RFC 9602)
  [[0xff], 8], // multicast (RFC 4291)
];

const PRIVATE_IPV6: readonly Range[] = [
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], 128], // loopback (RFC 4291)
  [[0xfc], 7], // unique local (RFC 4193)
  [[0xfe, 0x80], 10], // link-local (RFC 4291)
  [[0xfe, 0xc0], 10], // site-local, deprecated (RFC 3879)
  [[0, 0x64, 0xff, 0x9b, 0, 1], 48], // local-use NAT64 (RFC 8215)
];
