import type { Message } from '../messages/table.js';
import type { Peer } from '../peer/peer.js';

/** What a test can look at of a peer. */
const OBSERVED = [
  ...(['messages$', 'sent$', 'traffic$', 'bytes$', 'faults$', 'pings$', 'exchanges$', 'status$', 'closed$'] as const),
  ...(['on', 'consume', 'request', 'stats', 'statsEvery', 'local', 'remote', 'features'] as const),
] satisfies readonly (keyof Peer)[];

/**
 * Notes whether anybody looks at this peer from now on.
 *
 * The properties are shadowed in place, not by a Proxy: the peer must stay the same object for tests that compare peers.
 *
 * @returns whether anybody has
 */
export function noteListening<Msg extends Message>(peer: Peer<Msg>): () => boolean {
  let isListenedTo = false;
  const prototype = Object.getPrototypeOf(peer) as object;
  for (const name of OBSERVED) {
    Object.defineProperty(peer, name, {
      configurable: true,
      get() {
        isListenedTo = true;
        return Reflect.get(prototype, name, peer) as unknown;
      },
    });
  }
  return () => isListenedTo;
}
