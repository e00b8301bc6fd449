import { isUnixSocket, parseHostPort } from '../base/hostPort.js';
import { parseAddress, NetworkId, formatAddress, type NetworkAddress } from './addressText.js';
import { formatIp } from './ipAddress.js';
import { networkGroupOf, embeddedIpv4, LOOPBACK_GROUP } from './networkGroup.js';
import { routabilityOf } from './routability.js';

/** The host of a connection, in the forms by which limits, bans, discouragement and network groups count it. */
export interface RemoteHost {
  /** The address in its canonical spelling (IPv4-mapped IPv6 is IPv4), or the name in lower case. */
  readonly host: string;
  /** Connections with the same key count as one host: see `hostKeyOf`. */
  readonly hostKey: string;
  /** The network group (see `networkGroupOf`); each name is its own group. */
  readonly group: string;
  /** Whether the host is in a private network, where several peers can share one address legitimately: see `isPrivateHost`. */
  readonly isPrivate: boolean;
}

/** Parses the host of a `host:port`, or of a host without a port. Any text is accepted: a text that is not an address counts as a name. */
export function remoteHostOf(address: string): RemoteHost {
  if (isUnixSocket(address)) return { host: address, hostKey: address, group: `name:${address}`, isPrivate: true };
  const text = parseHostPort(address)?.host ?? address;
  // A link-local address may have a zone id: fe80::1%eth0.
  const name = (text.includes('%') ? text.replace(/%.*$/, '') : text).toLowerCase();
  const parsed = parseAddress(name);
  const host = parsed === undefined ? undefined : formatAddress(parsed);
  if (parsed === undefined || host === undefined) {
    return { host: name, hostKey: name, group: `name:${name}`, isPrivate: name === 'localhost' };
  }
  return { host, hostKey: hostKeyOf(parsed, host), group: networkGroupOf(parsed), isPrivate: isPrivateHost(parsed) };
}

/**
 * The key by which limits, bans and discouragement count an address. An IPv6 address counts as its /64 (`2a01:4f8:1:2::/64`), the smallest
 * network that providers assign to a customer. An IPv6 address that embeds an IPv4 address counts as the IPv4 address. Any other address
 * counts as itself.
 *
 * @param host the address as text
 */
export function hostKeyOf(address: NetworkAddress, host: string): string {
  // ::1 shares its /64 with addresses that are not loopback.
  if (address.networkId !== NetworkId.ipv6 || networkGroupOf(address) === LOOPBACK_GROUP) return host;
  const ipv4 = embeddedIpv4(address.address);
  if (ipv4 !== undefined) return ipv4.join('.');
  const prefix = new Uint8Array(16);
  prefix.set(address.address.subarray(0, 8));
  return `${formatIp(prefix)}/64`;
}

/**
 * Whether an address belongs to loopback, a private network, link-local or carrier-grade NAT, or is an IPv6 address that embeds such an IPv4
 * address. fc00::/8 counts too, although CJDNS uses it: any host can create any number of addresses there.
 */
export function isPrivateHost(address: NetworkAddress): boolean {
  return address.networkId === NetworkId.cjdns || routabilityOf(address) === 'private';
}
