import type { TimedSighting } from '../../../lib/nats.js';

/** The hash number `index`. */
export const hashNumber = (index: number): string => index.toString(16).padStart(64, '0');

/** A sighting of the hash number `index` by a peer. */
export function sightingOf(index: number, peer = 1): TimedSighting {
  return { type: 'transaction', key: hashNumber(index), peer: { id: peer, address: `192.0.2.${peer}:8333` } };
}
