import { MruSet } from '../../collections/mruSet.js';

/** The most nonces of our own versions that are stored; beyond it the oldest is evicted (lbcd, peer/peer.go sentNonces). */
const MAX_NONCES = 50;

/** Detects a connection to ourselves: stores the nonces of the last 50 versions that were sent with this identity. */
export interface Identity {
  /** Stores the nonce of a version that is sent. */
  remember(nonce: bigint): void;
  /** True if the nonce of a received version is stored: the remote is ourselves. */
  isOurs(nonce: bigint): boolean;
}

/** Creates a separate identity: for simulators and tests, in which several nodes run in one process. */
export function createIdentity(): Identity {
  const nonces = new MruSet<bigint>(MAX_NONCES);
  return { remember: (nonce) => void nonces.add(nonce), isOurs: (nonce) => nonces.has(nonce) };
}

/** The identity of all peers without the option `identity`. */
export const processIdentity = createIdentity();
