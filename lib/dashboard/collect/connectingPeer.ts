import type { VersionMessage } from '../../messages/version.js';
import type { ObservedPeer } from '../../pool/observedPool.js';

/** A connection whose handshake may be incomplete: a `Peer` in `onPeer`, or a peer of `connection$` of `fromNats`. */
export type ConnectingPeer = Pick<
  ObservedPeer,
  'id' | 'network' | 'address' | 'direction' | 'transport' | 'monitor' | 'closed$' | 'exchanges$' | 'traffic$' | 'stats'
> & {
  /** The remote's version message; absent until it arrives. */
  readonly remote?: VersionMessage | undefined;
};
