import { concat, NEVER, of } from 'rxjs';
import { encodeFrame, type Network } from '../../../lib/index.js';
import type { Adversary } from '../../../lib/marbles.js';
import { MAX_INV_ITEMS } from '../../../lib/messages/inventory.js';
import { handshakeFrames } from '../../../lib/virtual/adversaryTraffic.js';

/** The frame of an inv with one item more than the protocol allows: misbehaviour by Bitcoin Core's rules. */
export function invBeyondLimit(network: Network): Uint8Array {
  const count = MAX_INV_ITEMS + 1;
  const payload = new Uint8Array(3 + 36 * count);
  payload.set([0xfd, count & 0xff, count >> 8]);
  return encodeFrame(network, 'inv', payload);
}

/** A remote that completes the handshake and then exceeds the limit of an inv. */
export function exceedsLimit(): Adversary {
  return (context) => concat(of(handshakeFrames(context), invBeyondLimit(context.network)), NEVER);
}

/** A remote that exceeds the limit in its first message. */
export function exceedsLimitAtOnce(): Adversary {
  return (context) => concat(of(invBeyondLimit(context.network)), NEVER);
}
