import {
  bitcoin,
  createIdentity,
  createPeer,
  memoryDuplexes,
  type CloseReason,
  type Duplex,
  type Peer,
  type PeerOptions,
} from '../../lib/index.js';
import { closedAfterwards } from '../helpers/rawRemote.js';

/** Two peers of one connection by v2. The bytes of the inbound one arrive only after `answer` was called. */
export interface V2Peers {
  readonly outbound: Peer;
  readonly inbound: Peer;
  /** The end of the inbound peer, for what no peer does. */
  readonly inboundEnd: Duplex;
  readonly reasons: { readonly outbound: CloseReason[]; readonly inbound: CloseReason[] };
  /** Starts the inbound peer, so that the key exchange and the handshake complete. */
  readonly answer: () => void;
}

/** Creates two peers by v2 over memory, and starts the outbound one. */
export function v2Peers(
  options: { outbound?: Partial<PeerOptions>; inbound?: Partial<PeerOptions>; highWaterMarkBytes?: number } = {},
): V2Peers {
  const network = bitcoin.regtest;
  const { highWaterMarkBytes } = options;
  const ends = memoryDuplexes({ highWaterMarkBytes });
  const create = (end: Duplex, more: Partial<PeerOptions> = {}): Peer =>
    closedAfterwards(
      createPeer(end, { identity: createIdentity(), conversations: [], transport: 'v2', ...more, network }),
    );
  const outbound = create(ends.outbound, options.outbound);
  const inbound = create(ends.inbound, options.inbound);
  const reasons = { outbound: [] as CloseReason[], inbound: [] as CloseReason[] };
  outbound.closed$.subscribe((reason) => reasons.outbound.push(reason));
  inbound.closed$.subscribe((reason) => reasons.inbound.push(reason));
  outbound.start();
  return { outbound, inbound, inboundEnd: ends.inbound, reasons, answer: () => inbound.start() };
}
