import { take } from 'rxjs';
import type { Peer } from '../peer/peer.js';
import type { OutboundSlot } from './outboundSlots.js';

/**
 * Detects that an inbound connection comes from this pool: its version has the nonce of an outbound peer. The handshake of the inbound peer
 * refuses such a connection; this function finds the dialled address, which is our own.
 *
 * @param onOwnAddress called with the key of the address
 */
export function detectSelfConnection<P extends Peer>(
  peer: P,
  taken: ReadonlyMap<string, OutboundSlot>,
  onOwnAddress: (key: string) => void,
): P {
  peer
    .on('version')
    .pipe(take(1))
    .subscribe(({ nonce }) => {
      for (const [key, { peer: outboundPeer }] of taken) {
        if (nonce !== undefined && outboundPeer?.local?.nonce === nonce) onOwnAddress(key);
      }
    });
  return peer;
}
