/** `rxpeer/marbles`: marble tests of protocol behaviour for any test runner, and virtual networks of peers, in virtual time. */
export type { Alphabet } from './marbles/defaultAlphabet.js';
export { countingRandom } from './marbles/countingRandom.js';
export type { ExpectedError, ProtocolMarbles } from './marbles/testApi.js';
export type { Letters } from './marbles/letters.js';
export { MarbleError, MarbleMismatch, type MarbleErrorCode } from './marbles/marbleErrors.js';
export { protocolMarbles, type ProtocolMarblesOptions } from './marbles/protocolMarbles.js';
export type { TestConversation, TestConversationOptions } from './marbles/testConversation.js';
export type { TestDuplex, TestDuplexOptions } from './marbles/testDuplex.js';
export type { TestPeerOptions } from './marbles/testPeer.js';
export { adversaries, type AdversaryPace, type AdversaryStart, type FloodOptions } from './virtual/adversaries.js';
export type { Adversary, AdversaryContext } from './virtual/runAdversary.js';
export type { HeardBy } from './virtual/link.js';
export type { VirtualNetworkOptions } from './virtual/virtualNetworkOptions.js';
export type { NumberRange } from './virtual/numberRange.js';
export type { CutOptions, VirtualDialOptions } from './virtual/virtualConnections.js';
export {
  virtualNetwork,
  type JoinedPeers,
  type VirtualNetwork,
  type VirtualPeerOptions,
} from './virtual/virtualNetwork.js';
export { VirtualTime, type VirtualTimeOptions } from './virtual/virtualTime.js';
