import { isBadPort } from '../address/badPorts.js';
import { groupOf } from '../address/networkGroup.js';
import { hostKeyOf, isPrivateHost, remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import { routabilityOf } from '../address/routability.js';
import { formatHostPort, parseHostPort } from '../base/hostPort.js';
import { parseAddress, NetworkId, formatAddress, type NetworkAddress } from '../address/addressText.js';

/** The networks whose addresses a pool may dial. */
export type ReachableNetwork = 'ipv4' | 'ipv6' | 'onion' | 'i2p' | 'cjdns';

/** Where a peer is dialled. */
export interface PeerAddress extends RemoteHost {
  /** `host:port` with the host in its canonical spelling: two addresses are equal if their keys are. */
  readonly key: string;
  readonly port: number;
}

/** Which addresses that remotes tell us may be dialled. */
export interface Reach {
  readonly networks: readonly ReachableNetwork[];
  /** Whether this source is trusted with addresses of private networks and loopback; without a source: whether every source is. */
  readonly trustsPrivate: (source?: string) => boolean;
  /** The network's own port, which is dialled although another service may own it. */
  readonly defaultPort: number;
}

/** The address in a text, with its host in the canonical spelling, or in lower case if it is a name; undefined if it is not an address. */
export function peerAddressOf(text: string, defaultPort?: number): PeerAddress | undefined {
  const parsed = parseHostPort(text, defaultPort);
  if (parsed === undefined) return undefined;
  const address = parseAddress(parsed.host);
  if (address !== undefined) return peerAddress(address, parsed.port);
  const host = parsed.host.toLowerCase();
  if (!HOST_NAME.test(host) || /\.(onion|i2p)$/.test(host)) return undefined;
  return { ...remoteHostOf(host), key: formatHostPort(host, parsed.port), port: parsed.port };
}

/** The address of these bytes and port; undefined if nobody can dial it. */
export function peerAddress(address: NetworkAddress, port: number): PeerAddress | undefined {
  const host = formatAddress(address);
  if (host === undefined || port === 0) return undefined;
  const [hostKey, isPrivate] = [hostKeyOf(address, host), isPrivateHost(address)];
  return { key: formatHostPort(host, port), host, hostKey, port, group: groupOf(address), isPrivate };
}

/**
 * Whether an address that somebody told us may be dialled: it is in a network that we reach, it is public (or its source is trusted with
 * private addresses), and its port belongs to no other service.
 *
 * @param source who told us the address; undefined for an address of a saved book
 */
export function isReachable(address: NetworkAddress, port: number, reach: Reach, source?: string): boolean {
  const network = networkOf(address);
  if (network === undefined || !reach.networks.includes(network)) return false;
  if (isBadPort(port) && port !== reach.defaultPort) return false;
  const routability = routabilityOf(address);
  return routability === 'public' || (routability === 'private' && reach.trustsPrivate(source));
}

/** Undefined for a network that is unknown or no longer exists. */
export function networkOf({ networkId }: NetworkAddress): ReachableNetwork | undefined {
  return NETWORK_NAMES.get(networkId);
}

const NETWORK_NAMES = new Map<number, ReachableNetwork>([
  [NetworkId.ipv4, 'ipv4'],
  [NetworkId.ipv6, 'ipv6'],
  [NetworkId.torV3, 'onion'],
  [NetworkId.i2p, 'i2p'],
  [NetworkId.cjdns, 'cjdns'],
]);

export const REACHABLE_NETWORKS: readonly ReachableNetwork[] = [...NETWORK_NAMES.values()];

/** RFC 1123, with a digit-only last label left out: what looks like an IPv4 address is one or nothing. */
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;
