import { DetectingFraming } from '../frame/detectingFraming.js';
import type { Framing, PacketListener, SecretsListener } from '../frame/framing.js';
import { V1Framing } from '../frame/v1/v1Framing.js';
import { V2Framing } from '../frame/v2/v2Framing.js';
import type { Network } from '../networks/network.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';
import type { TransportChoice } from './peerTransport.js';

/** Is notified of what the framing of a peer finds. */
export interface PeerFramingListener extends PacketListener, SecretsListener {
  /** The first bytes of an inbound connection are the beginning of a v2 key. Called before they are processed as such. */
  onV2Detected(): void;
}

/** The options of `createFraming`. */
export interface PeerFramingOptions {
  network: Network;
  direction: 'inbound' | 'outbound';
  transport: TransportChoice;
  random: (bytes: number) => Uint8Array;
  /** See V2FramingOptions. */
  onKey: ((permit: () => void) => void) | undefined;
  onPermitted: () => void;
  listener: PeerFramingListener;
}

/** The framing of a live peer. An outbound one cannot dial again, so `v2-or-v1` is v1 for it. */
export function createFraming(options: PeerFramingOptions): Framing {
  const { direction, listener, network, transport } = options;
  const createV1 = (): Framing => new V1Framing(network, NETWORKS_BY_MAGIC);
  const createV2 = (): Framing =>
    new V2Framing({
      ...options,
      format: network,
      magicNames: NETWORKS_BY_MAGIC,
      isInitiator: direction === 'outbound',
      createKeyExchange: network.frameFunctions.createKeyExchange,
      ciphers: network.frameFunctions.packetCiphers,
      secretsListener: listener,
    });
  const createDetectedV2 = (): Framing => {
    listener.onV2Detected();
    return createV2();
  };
  if (transport === 'v2') return createV2();
  if (transport === 'v1' || direction === 'outbound') return createV1();
  return new DetectingFraming({ format: network, magicNames: NETWORKS_BY_MAGIC, createV1, createV2: createDetectedV2 });
}
