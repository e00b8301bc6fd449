import { take } from 'rxjs';
import type { Peer } from '../peer/peer.js';
import type { Slot } from './outboundSlots.js';

/**
 * Notices that a connection which has come in is one of those that we have made: the version in it has a nonce of ours. The inbound end
 * refuses it, and alone knows why; this tells which address it was that we have dialled.
 */
export function detectSelfConnection<P extends Peer>(
  peer: P,
  taken: ReadonlyMap<string, Slot>,
  onOurselves: (key: string) => void,
): P {
  peer
    .on('version')
    .pipe(take(1))
    .subscribe(({ nonce }) => {
      for (const [key, { peer: dialled }] of taken) {
        if (nonce !== undefined && dialled?.local?.nonce === nonce) onOurselves(key);
      }
    });
  return peer;
}
