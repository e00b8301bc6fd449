/** `rxpeer/marbles`: peers in virtual time. */
export { adversaries, type AdversaryPace, type AdversaryStart, type FloodOptions } from './virtual/adversaries.js';
export type { Adversary, AdversaryContext } from './virtual/attack.js';
export type { HeardBy } from './virtual/link.js';
export type { VirtualNetworkOptions } from './virtual/networkOptions.js';
export type { Range } from './virtual/range.js';
export {
  virtualNetwork,
  type CutOptions,
  type JoinedPeers,
  type VirtualDialOptions,
  type VirtualNetwork,
  type VirtualPeerOptions,
} from './virtual/virtualNetwork.js';
export { VirtualTime, type VirtualTimeOptions } from './virtual/virtualTime.js';
