import type { Message } from '../messages/table.js';
import type { Peer } from '../peer/peer.js';

/** The members through which a test can observe a peer. */
const OBSERVABLE_MEMBERS = [
  ...(['messages$', 'sent$', 'traffic$', 'bytes$', 'encrypted$', 'faults$', 'pings$'] as const),
  ...(['exchanges$', 'status$', 'closed$'] as const),
  ...(['on', 'consume', 'request', 'stats', 'statsEvery', 'local', 'remote', 'features'] as const),
] satisfies readonly (keyof Peer)[];

/**
 * Tracks whether a test accesses any of these members from now on: a test that observes nothing of its peer tests nothing.
 *
 * The members are shadowed on the object itself, not by a Proxy: tests compare peers by identity.
 *
 * @returns a function that returns true once a member was accessed
 */
export function trackPeerAccess<Msg extends Message>(peer: Peer<Msg>): () => boolean {
  let wasAccessed = false;
  const prototype = Object.getPrototypeOf(peer) as object;
  for (const name of OBSERVABLE_MEMBERS) {
    Object.defineProperty(peer, name, {
      configurable: true,
      get() {
        wasAccessed = true;
        return Reflect.get(prototype, name, peer) as unknown;
      },
    });
  }
  return () => wasAccessed;
}
