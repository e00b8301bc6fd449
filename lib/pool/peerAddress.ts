import { formatHostPort, parseHostPort } from '../hostPort.js';
import { addressOfText, NetworkId, textOfAddress, type NetworkAddress } from '../messages/addressText.js';
import { groupOf } from './networkGroup.js';
import { routabilityOf } from './routability.js';

/** The networks whose addresses a pool may dial. */
export type ReachableNetwork = 'ipv4' | 'ipv6' | 'onion' | 'i2p' | 'cjdns';

/** Where a peer is dialled. */
export interface PeerAddress {
  /** `host:port` in its one spelling: what tells addresses apart. */
  readonly key: string;
  readonly host: string;
  readonly port: number;
  /** See `groupOf`; a name is a group of its own. */
  readonly group: string;
}

/** What may be dialled of what is heard of. */
export interface Reach {
  readonly networks: readonly ReachableNetwork[];
  readonly allowPrivateAddresses: boolean;
}

/** The address in a text, with its host in the one spelling, or lower case where it is a name; undefined where it is none. */
export function peerAddressOf(text: string, defaultPort?: number): PeerAddress | undefined {
  const parsed = parseHostPort(text, defaultPort);
  if (parsed === undefined) return undefined;
  const address = addressOfText(parsed.host);
  if (address !== undefined) return peerAddress(address, parsed.port);
  const host = parsed.host.toLowerCase();
  return HOST_NAME.test(host) && !/\.(onion|i2p)$/.test(host)
    ? { key: formatHostPort(host, parsed.port), host, port: parsed.port, group: `name:${host}` }
    : undefined;
}

/** The address of these bytes and port; undefined for what nobody can dial. */
export function peerAddress(address: NetworkAddress, port: number): PeerAddress | undefined {
  const host = textOfAddress(address);
  if (host === undefined || port === 0) return undefined;
  return { key: formatHostPort(host, port), host, port, group: groupOf(address) };
}

/** Whether an address that somebody told is worth keeping: of a network that we reach, and of no one's own unless that is allowed. */
export function isReachable(address: NetworkAddress, { networks, allowPrivateAddresses }: Reach): boolean {
  const network = networkOf(address);
  if (network === undefined || !networks.includes(network)) return false;
  const routability = routabilityOf(address);
  return routability === 'public' || (routability === 'private' && allowPrivateAddresses);
}

/** Undefined for a network that is not known, or gone. */
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
