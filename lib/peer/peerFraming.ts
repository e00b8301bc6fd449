import { v2Source } from '#transportV2';
import { DetectingFraming } from '../frame/detectingFraming.js';
import type { Framing, PacketListener, SecretsListener } from '../frame/framing.js';
import { V1Framing } from '../frame/v1/v1Framing.js';
import type { Network } from '../networks/network.js';
import { NETWORKS_BY_MAGIC } from '../networks/knownNetworks.js';
import { cryptoRandom } from './cryptoRandom.js';
import type { TransportChoice } from '../frame/transportChoice.js';
import { peerV2Framing } from './v2/peerV2Framing.js';
import type { V2Source } from './v2/v2Source.js';

/** Is notified of the events of a peer's framing. */
export interface PeerFramingListener extends PacketListener, SecretsListener {
  /** The first bytes of an inbound connection are the beginning of a v2 key. Called before they are processed as such. */
  onV2Detected(): void;
}

/** The options of `createFraming`. */
export interface CreateFramingOptions {
  /** The network: its magic, limits and short message ids. */
  network: Network;
  /** `outbound` on the side that opened the connection, which sends its key first. */
  direction: 'inbound' | 'outbound';
  /** Default: the network's. `'v2-or-v1'` detects the version of an inbound connection, and is v1 for an outbound one, which cannot dial again. */
  transport?: TransportChoice | undefined;
  /** Returns cryptographically random bytes for the key and the garbage of v2. Default: the generator of the platform. */
  random?: ((bytes: number) => Uint8Array) | undefined;
  /** See V2FramingOptions. Default: the key exchange does not wait. */
  onKey?: ((permit: () => void) => void) | undefined;
  /**
   * Called when the framing has to be asked for frames and output again, without new bytes: after a `permit` that was not called within `onKey`,
   * and, outside of Node, when the code of transport v2 was loaded or cannot be loaded. `decodeFrames` passes such a function to its
   * `createFraming`. Default: no callback.
   */
  wake?: (() => void) | undefined;
  /** Default: no listener. */
  listener?: PeerFramingListener | undefined;
}

/**
 * Creates the framing of one connection, for `decodeFrames`. Outside of Node, the first framing of transport v2 begins to load its code. Its
 * state is `Loading` until then.
 *
 * @example
 * const frame$ = chunk$.pipe(
 *   decodeFrames({
 *     network,
 *     createFraming: (wake) => createFraming({ network, direction: 'outbound', transport: 'v2', wake }),
 *     onOutput: (bytes) => socket.write(bytes),
 *   }),
 * );
 */
export function createFraming(options: CreateFramingOptions): Framing {
  return createFramingBy(v2Source, options);
}

/** `createFraming` with the code of transport v2 from this source. */
export function createFramingBy(source: V2Source, options: CreateFramingOptions): Framing {
  const { direction, network, transport = network.transport } = options;
  if (transport === 'v2') return createV2(source, options);
  if (transport === 'v1' || direction === 'outbound') return createV1(network);
  return new DetectingFraming({
    format: network,
    magicNames: NETWORKS_BY_MAGIC,
    createV1: () => createV1(network),
    createV2() {
      options.listener?.onV2Detected();
      return createV2(source, options);
    },
  });
}

function createV1(network: Network): Framing {
  return new V1Framing(network, NETWORKS_BY_MAGIC);
}

function createV2(source: V2Source, options: CreateFramingOptions): Framing {
  const { direction, listener, network, onKey, random = cryptoRandom } = options;
  const wake = (): void => options.wake?.();
  return peerV2Framing(
    source,
    {
      random,
      format: network,
      magicNames: NETWORKS_BY_MAGIC,
      isInitiator: direction === 'outbound',
      onKey,
      onPermitted: wake,
      listener,
      secretsListener: listener,
    },
    wake,
  );
}
