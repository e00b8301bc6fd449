import { encodeFrame } from '../frame/frameEncoder.js';
import type { Network } from '../networks/network.js';
import type { Prng } from '../prng.js';

/** Bytes behind a message: a peer lets that pass, and tells of it. */
export function smallLie(network: Network): Uint8Array {
  return encodeFrame(network, 'feefilter', Uint8Array.from([0xe8, 3, 0, 0, 0, 0, 0, 0, 0x2a]));
}

/** What costs a remote its connection: a checksum that is wrong, bytes that are no frame, a count that is not written the short way. */
export function greatLie(network: Network, prng: Prng): Uint8Array {
  switch (prng.below(3)) {
    case 0: {
      const frame = encodeFrame(network, 'ping', prng.bytes(8));
      frame[20]! ^= 0xff;
      return frame;
    }
    case 1:
      return prng.bytes(64);
    default:
      return encodeFrame(network, 'inv', Uint8Array.from([0xfd, 1, 0, ...prng.bytes(36)]));
  }
}
