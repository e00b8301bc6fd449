import { formatAddress, NetworkId, parseAddress } from '../../../address/addressText.js';
import { remoteHostOf } from '../../../address/remoteHost.js';
import { routabilityOf } from '../../../address/routability.js';
import type { ExportedPeer } from '../../events/exportEvent.js';
import { ConnectionType } from '../schema/primitives.js';

/** The fields of a connection in peer-observer's schema. */
export function connectionFields(peer: Pick<ExportedPeer, 'address' | 'direction' | 'id' | 'local'>) {
  return {
    peerId: BigInt(peer.id),
    addr: peer.address,
    connType: connectionTypeOf(peer),
    network: networkOf(peer.address),
  };
}

/**
 * Bitcoin Core sends a version with `relay: false` on connections of type block-relay-only, so the version that we have sent distinguishes
 * the two types of outbound connections.
 */
export function connectionTypeOf({ direction, local }: Pick<ExportedPeer, 'direction' | 'local'>): number {
  if (direction === 'inbound') return ConnectionType.inbound;
  return local?.relay === false ? ConnectionType.blockRelayOnly : ConnectionType.outboundFullRelay;
}

/** The values of Bitcoin Core's enum Network (netaddress.h); private and unroutable addresses, and names, are NET_UNROUTABLE. */
const CORE_NETWORK: ReadonlyMap<number, number> = new Map([
  [NetworkId.ipv4, 1],
  [NetworkId.ipv6, 2],
  [NetworkId.torV3, 3],
  [NetworkId.i2p, 4],
  [NetworkId.cjdns, 5],
]);
const NET_UNROUTABLE = 0;

function networkOf(hostPort: string): number {
  const address = parseAddress(remoteHostOf(hostPort).host);
  if (address === undefined || formatAddress(address) === undefined || routabilityOf(address) !== 'public') {
    return NET_UNROUTABLE;
  }
  return CORE_NETWORK.get(address.networkId) ?? NET_UNROUTABLE;
}
