import { ServiceFlags } from '../messages/services.js';
import type { Message } from '../messages/table.js';
import type { PeerOptions } from '../peer/peerOptions.js';

/**
 * The options of peers that accept connections, with the service flag NODE_P2P_V2 (BIP324) unless only v1 is accepted. Nodes that learn
 * our address from other nodes then dial it by v2.
 */
export function offerV2<Msg extends Message, Options extends PeerOptions<Msg>>(options: Options): Options {
  const { network, services = 0n, transport = network.transport } = options;
  return transport === 'v1' ? options : { ...options, services: services | ServiceFlags.p2pV2 };
}
