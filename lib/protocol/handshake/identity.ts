import { MruSet } from '../../collections/mruSet.js';

/** lbcd, peer/peer.go sentNonces: how many of our own version nonces are remembered. */
const MAX_NONCES = 50;

/** Tells a connection to ourselves: it remembers the nonces of the last 50 versions that were sent in its name. */
export interface Identity {
  remember(nonce: bigint): void;
  isOurs(nonce: bigint): boolean;
}

/** An identity of its own: for simulators and tests, whose peers meet in one process. */
export function createIdentity(): Identity {
  const nonces = new MruSet<bigint>(MAX_NONCES);
  return { remember: (nonce) => void nonces.add(nonce), isOurs: (nonce) => nonces.has(nonce) };
}

/** The identity of all peers that are given none. */
export const processIdentity = createIdentity();
