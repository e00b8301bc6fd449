import { V2Framing, type V2FramingOptions } from '../../../lib/frame/v2/v2Framing.js';
import { packetCiphers } from '#fastV2';
import { createKeyExchange } from '../../../lib/crypto/keyExchangeNode.js';
import type { Framing } from '../../../lib/frame/framing.js';
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

/** Pushes bytes in chunks of this size. @returns the commands of the frames, and the error that ended the stream */
export function receive(framing: Framing, bytes: Uint8Array, chunkBytes = bytes.length || 1): unknown[] {
  const got: unknown[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    framing.push(bytes.subarray(at, at + chunkBytes));
    for (;;) {
      try {
        const frame = framing.next();
        if (frame === undefined) break;
        got.push({ ...frame, payload: frame.payload.slice() });
      } catch (error) {
        got.push((error as { code: string }).code);
        if ((error as { code: string }).code !== 'BAD_COMMAND') return got;
      }
    }
  }
  return got;
}

/** Completes the key exchange of two framings in memory. */
export function exchangeKeys(initiator: Framing, responder: Framing, chunkBytes?: number): void {
  receive(responder, initiator.takeOutput()!, chunkBytes);
  receive(initiator, responder.takeOutput()!, chunkBytes);
  receive(responder, initiator.takeOutput()!, chunkBytes);
}
