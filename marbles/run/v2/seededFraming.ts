import { packetCiphers } from '#fastV2';
import { V2Framing, type V2FramingOptions } from '../../../lib/frame/v2/v2Framing.js';
import { createKeyExchange } from '../../../lib/crypto/keyExchange.js';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { NETWORKS_BY_MAGIC } from '../../../lib/networks/knownNetworks.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';

/** The framing of one side, with keys and garbage from the seed. */
export function framingOf(isInitiator: boolean, seed = 1, options: Partial<V2FramingOptions> = {}): V2Framing {
  return new V2Framing({
    format: bitcoin.regtest,
    magicNames: NETWORKS_BY_MAGIC,
    isInitiator,
    random: createSeededRandom(seed, isInitiator ? 'initiator' : 'responder').bytes,
    createKeyExchange,
    ciphers: packetCiphers,
    ...options,
  });
}
