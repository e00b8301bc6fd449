import { isBadPort } from '../address/badPorts.js';
import { networkGroupOf } from '../address/networkGroup.js';
import { hostKeyOf, isPrivateHost, remoteHostOf, type RemoteHost } from '../address/remoteHost.js';
import { routabilityOf } from '../address/routability.js';
import { formatHostPort, isUnixSocket, parseHostPort } from '../base/hostPort.js';
import { parseAddress, NetworkId, formatAddress, type NetworkAddress } from '../address/addressText.js';

/** The networks whose addresses a pool may dial. */
export type ReachableNetwork = 'ipv4' | 'ipv6' | 'onion' | 'i2p' | 'cjdns';

/** An address at which a peer can be dialled. */
export interface PeerAddress extends RemoteHost {
  /** `host:port` with the host in its canonical spelling, or `unix:/path`: two addresses are equal if their keys are. */
  readonly key: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** Which of the addresses that remotes report may be dialled. */
export interface Reach {
  /** The networks that can be dialled. */
  readonly networks: readonly ReachableNetwork[];
  /** Whether private and loopback addresses of this source may be dialled; without a source: whether those of every source may. */
  readonly trustsPrivate: (source?: string) => boolean;
  /** The port of the network, which may be dialled even if it is a bad port. */
  readonly defaultPort: number;
}

/**
 * Parses `host:port`, or a host alone or `unix:/path` if there is a default port. An address gets its canonical spelling, a name becomes lower case. Returns
 * undefined for any other text, and for invalid .onion and .i2p names.
 */
export function peerAddressOf(text: string, defaultPort?: number): PeerAddress | undefined {
  const parsed = parseHostPort(text, defaultPort);
  if (parsed === undefined) return undefined;
  if (isUnixSocket(parsed.host)) return { ...remoteHostOf(parsed.host), key: parsed.host, port: parsed.port };
  const address = parseAddress(parsed.host);
  if (address !== undefined) return peerAddress(address, parsed.port);
  const host = parsed.host.toLowerCase();
  if (!HOST_NAME.test(host) || /\.(onion|i2p)$/.test(host)) return undefined;
  return { ...remoteHostOf(host), key: formatHostPort(host, parsed.port), port: parsed.port };
}

/** Makes a PeerAddress of an addrv2 address and a port; undefined if it cannot be dialled: an invalid address, or port 0. */
export function peerAddress(address: NetworkAddress, port: number): PeerAddress | undefined {
  const host = formatAddress(address);
  if (host === undefined || port === 0) return undefined;
  const [hostKey, isPrivate] = [hostKeyOf(address, host), isPrivateHost(address)];
  return { key: formatHostPort(host, port), host, hostKey, port, group: networkGroupOf(address), isPrivate };
}

/**
 * Whether a reported address may be dialled: its network is reachable, it is public (or its source is trusted with private addresses), and its
 * port does not belong to another service.
 *
 * @param source the peer's `host:port` or the name of the DNS seed; undefined for an address of a saved book
 */
export function isReachable(address: NetworkAddress, port: number, reach: Reach, source?: string): boolean {
  const network = networkOf(address);
  if (network === undefined || !reach.networks.includes(network)) return false;
  if (isBadPort(port) && port !== reach.defaultPort) return false;
  const routability = routabilityOf(address);
  return routability === 'public' || (routability === 'private' && reach.trustsPrivate(source));
}

/** The name of an address's network; undefined for an unknown network and for TORv2. */
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

/** All names of networks. */
export const REACHABLE_NETWORKS: readonly ReachableNetwork[] = [...NETWORK_NAMES.values()];

/** A host name (RFC 1123), underscores allowed. The last label is not all digits, because such a text is an IPv4 address or invalid. */
const HOST_NAME =
  /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;
