import { encodeFrame } from '../frame/frameEncoder.js';
import type { Network } from '../networks/network.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** A feefilter with one extra byte: a peer reports a fault and stays open. */
export function minorViolation(network: Network): Uint8Array {
  return encodeFrame(network, 'feefilter', Uint8Array.from([0xe8, 3, 0, 0, 0, 0, 0, 0, 0x2a]));
}

/** Bytes that close the connection under every policy, one of: an inv of 50,001 items, 64 random bytes, a locator of 1,001 hashes. */
export function fatalViolation(network: Network, prng: SeededRandom): Uint8Array {
  switch (prng.below(3)) {
    case 0:
      return encodeFrame(network, 'inv', Uint8Array.of(0xfd, 0x51, 0xc3));
    case 1:
      return prng.bytes(64);
    default:
      return encodeFrame(network, 'getheaders', Uint8Array.of(1, 0, 0, 0, 0xfd, 0xe9, 0x03));
  }
}
