import type { Framing, PacketListener } from '../../frame/framing.js';
import { V1Framing } from '../../frame/v1/v1Framing.js';
import { PlainPacketFraming } from '../../frame/v2/plainPacketFraming.js';
import type { Network } from '../../networks/network.js';
import { NETWORKS_BY_MAGIC } from '../../networks/knownNetworks.js';
import type { PeerTransport } from '../peerTransport.js';

/** The framing of one direction of a recorded connection, as `bytes$` has emitted it: frames of v1, or plain packets of v2. */
export function recordedFraming(network: Network, transport: PeerTransport, listener?: PacketListener): Framing {
  if (transport.version === 1) return new V1Framing(network, NETWORKS_BY_MAGIC);
  return new PlainPacketFraming({ format: network, sessionId: transport.sessionId, listener });
}
