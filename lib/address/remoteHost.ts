import { parseHostPort } from '../base/hostPort.js';
import { parseAddress, NetworkId, formatAddress, type NetworkAddress } from './addressText.js';
import { formatIp } from './ipAddress.js';
import { groupOf, linkedIpv4, LOOPBACK_GROUP } from './networkGroup.js';
import { routabilityOf } from './routability.js';

/** The host of a connection, as limits, bans and discouragement count it. */
export interface RemoteHost {
  /** The address in its canonical spelling (IPv4-mapped IPv6 is IPv4), or the name in lower case. */
  readonly host: string;
  /** What is counted together: see `hostKeyOf`. */
  readonly hostKey: string;
  /** See `groupOf`; a name is a group of its own. */
  readonly group: string;
  /** Whether the host is in a network of our own, where several peers share one address legitimately: see `isPrivateHost`. */
  readonly isPrivate: boolean;
}

/** The host of a `host:port`, or of a text without a port. */
export function remoteHostOf(address: string): RemoteHost {
  const text = parseHostPort(address)?.host ?? address;
  // A link-local address may name its interface: fe80::1%eth0.
  const name = text.replace(/%.*$/, '').toLowerCase();
  const parsed = parseAddress(name);
  const host = parsed === undefined ? undefined : formatAddress(parsed);
  if (parsed === undefined || host === undefined) {
    return { host: name, hostKey: name, group: `name:${name}`, isPrivate: name === 'localhost' };
  }
  return { host, hostKey: hostKeyOf(parsed, host), group: groupOf(parsed), isPrivate: isPrivateHost(parsed) };
}

/**
 * What one owner controls at least, as the text that limits, bans and discouragement count by: an IPv6 address counts as its /64
 * (`2a01:4f8:1:2::/64`), which is the smallest network that providers assign. An IPv6 address that leads to an IPv4 one counts as
 * that.
 *
 * @param host the address as text
 */
export function hostKeyOf(address: NetworkAddress, host: string): string {
  // ::1 shares its /64 with addresses that are not loopback.
  if (address.networkId !== NetworkId.ipv6 || groupOf(address) === LOOPBACK_GROUP) return host;
  const ipv4 = linkedIpv4(address.address);
  if (ipv4 !== undefined) return ipv4.join('.');
  const prefix = new Uint8Array(16);
  prefix.set(address.address.subarray(0, 8));
  return `${formatIp(prefix)}/64`;
}

/**
 * Whether an address belongs to loopback, a private network, link-local or carrier-grade NAT, IPv6 addresses that lead to such an IPv4
 * one included. fc00::/8 counts too, although CJDNS uses it: an address there costs its owner nothing.
 */
export function isPrivateHost(address: NetworkAddress): boolean {
  return address.networkId === NetworkId.cjdns || routabilityOf(address) === 'private';
}
