import {
  createIdentity,
  createPeer,
  memoryDuplexes,
  type CloseReason,
  type Peer,
  type PeerOptions,
} from '../../lib/index.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';

export interface JoinedPeers {
  readonly outbound: Peer;
  readonly inbound: Peer;
  /** The reasons of both ends. */
  readonly reasons: { outbound: CloseReason[]; inbound: CloseReason[] };
}

/** Two peers of ours at the ends of one connection in memory, as in lbcd's and btcd's tests; both are started, the inbound one first. */
export function joinedPeers(options: { outbound?: Partial<PeerOptions>; inbound?: Partial<PeerOptions> }): JoinedPeers {
  const duplexes = memoryDuplexes();
  const peerOf = (direction: 'outbound' | 'inbound'): Peer =>
    closedAfterwards(
      createPeer(duplexes[direction], {
        network: LBCD_POLICY_NETWORK,
        identity: createIdentity(),
        ...options[direction],
      }),
    );
  const outbound = peerOf('outbound');
  const inbound = peerOf('inbound');
  const reasons: JoinedPeers['reasons'] = { outbound: [], inbound: [] };
  outbound.closed$.subscribe((reason) => reasons.outbound.push(reason));
  inbound.closed$.subscribe((reason) => reasons.inbound.push(reason));
  inbound.start();
  outbound.start();
  return { outbound, inbound, reasons };
}
