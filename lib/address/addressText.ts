import { sha3_256 } from '@noble/hashes/sha3.js';
import { formatIp, formatIpv4, IPV4_PREFIX, parseIp, parseIpv4, startsWith } from './ipAddress.js';
import { addressBytesOf, NetworkId } from '../messages/networkId.js';

export { NetworkId };

/** An address of any network in the form of addrv2 (BIP155), without port. */
export interface NetworkAddress {
  /** The BIP155 network id; see `NetworkId`. */
  networkId: number;
  /** The address in bytes; the length depends on the network: 4 for IPv4, 16 for IPv6 and CJDNS, 32 for onion and I2P. */
  address: Uint8Array;
}

/**
 * Formats an addrv2 address as text, without a port: `1.2.3.4`, `2001:db8::1`, `….onion`, `….b32.i2p`.
 *
 * Returns undefined for an address that BIP155 and Bitcoin Core (netaddress.cpp) ignore: an address of an unknown network or of TORv2 (no
 * longer in use), one of a wrong length, an IPv6 address that embeds IPv4 or TORv2, or a CJDNS address outside of fc00::/8.
 */
export function formatAddress({ networkId, address }: NetworkAddress): string | undefined {
  if (address.length !== addressBytesOf(networkId)) return undefined;
  switch (networkId) {
    case NetworkId.ipv4:
      return formatIpv4(address);
    case NetworkId.ipv6:
      return startsWith(address, IPV4_PREFIX) || startsWith(address, ONIONCAT_PREFIX) ? undefined : formatIp(address);
    case NetworkId.torV3:
      return toBase32(Uint8Array.of(...address, ...onionChecksum(address), ONION_VERSION)) + ONION;
    case NetworkId.i2p:
      return toBase32(address) + I2P;
    default:
      return address[0] === CJDNS_PREFIX ? formatIp(address) : undefined;
  }
}

/**
 * Parses the text of an address without a port, in upper or lower case. An IPv6 address of fc00::/8 becomes a CJDNS address, the only network
 * that uses that range. Returns undefined for any other text, such as a host name or an onion address with a wrong checksum.
 */
export function parseAddress(text: string): NetworkAddress | undefined {
  // First, because most addresses are IPv4, and no other text is a dotted IPv4 address.
  const ipv4 = parseIpv4(text);
  if (ipv4 !== undefined) return { networkId: NetworkId.ipv4, address: Uint8Array.from(ipv4) };
  const lower = text.toLowerCase();
  if (lower.endsWith(ONION)) return parseOnion(lower.slice(0, -ONION.length));
  if (lower.endsWith(I2P)) {
    const address = fromBase32(lower.slice(0, -I2P.length));
    return address?.length === 32 ? { networkId: NetworkId.i2p, address } : undefined;
  }
  const ip = parseIp(lower);
  if (ip === undefined || startsWith(ip, ONIONCAT_PREFIX)) return undefined;
  if (startsWith(ip, IPV4_PREFIX)) return { networkId: NetworkId.ipv4, address: ip.slice(12) };
  return { networkId: ip[0] === CJDNS_PREFIX ? NetworkId.cjdns : NetworkId.ipv6, address: ip };
}

const ONION = '.onion';
const I2P = '.b32.i2p';
const ONION_VERSION = 3;
const CJDNS_PREFIX = 0xfc;
/** The prefix of TORv2 addresses in IPv6 (OnionCat): fd87:d87e:eb43::/48. */
const ONIONCAT_PREFIX = [0xfd, 0x87, 0xd8, 0x7e, 0xeb, 0x43];

function parseOnion(base32: string): NetworkAddress | undefined {
  const bytes = fromBase32(base32);
  if (bytes?.length !== 35) return undefined;
  const address = bytes.slice(0, 32);
  const expected = [...onionChecksum(address), ONION_VERSION];
  return startsWith(bytes.subarray(32), expected) ? { networkId: NetworkId.torV3, address } : undefined;
}

/** "CHECKSUM = H(".onion checksum" | PUBKEY | VERSION)[:2]" (Tor, rend-spec-v3, section 6). */
function onionChecksum(publicKey: Uint8Array): Uint8Array {
  const label = new TextEncoder().encode('.onion checksum');
  return sha3_256(Uint8Array.of(...label, ...publicKey, ONION_VERSION)).slice(0, 2);
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Encodes base32 (RFC 4648) in lower case, without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let pending = 0;
  for (const byte of bytes) {
    pending = ((pending << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += BASE32[(pending >> (bits - 5)) & 31]!;
  }
  return bits > 0 ? text + BASE32[(pending << (5 - bits)) & 31]! : text;
}

/** Decodes base32. Returns undefined for a character of another alphabet, an incomplete last byte, and set padding bits. */
function fromBase32(text: string): Uint8Array | undefined {
  const bytes: number[] = [];
  let bits = 0;
  let pending = 0;
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value === -1) return undefined;
    pending = ((pending << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((pending >> bits) & 0xff);
  }
  const isWhole = bits < 5 && (pending & ((1 << bits) - 1)) === 0;
  return isWhole ? Uint8Array.from(bytes) : undefined;
}
