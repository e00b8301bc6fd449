import { isUnixSocket, parseHostPort } from '../base/hostPort.js';
import { NetworkId, parseAddress } from './addressText.js';
import { routabilityOf } from './routability.js';

/**
 * The kind of network through which a remote is reached. `local`: loopback, private networks, link-local, carrier-grade NAT, Unix sockets. `name`: a
 * host name, or any other text.
 */
export type NetworkKind = 'ipv4' | 'ipv6' | 'onion' | 'i2p' | 'cjdns' | 'local' | 'name';

/** The kind of network of a `host:port`, or of a host without a port. */
export function networkKindOf(address: string): NetworkKind {
  if (isUnixSocket(address)) return 'local';
  const host = (parseHostPort(address)?.host ?? address).replace(/%.*$/, '');
  const parsed = parseAddress(host);
  if (parsed === undefined) return host.toLowerCase() === 'localhost' ? 'local' : 'name';
  switch (parsed.networkId) {
    case NetworkId.torV3:
      return 'onion';
    case NetworkId.i2p:
      return 'i2p';
    case NetworkId.cjdns:
      return 'cjdns';
    default:
      if (routabilityOf(parsed) === 'private') return 'local';
      return parsed.networkId === NetworkId.ipv4 ? 'ipv4' : 'ipv6';
  }
}
