/** `rxpeer/simulator`: simulated nodes and networks with a generated chain, for tests and experiments. */
export { SimulatedChain, type SimulatedChainOptions } from './simulator/chain.js';
export { growChain, type GrowChainOptions } from './simulator/growChain.js';
export type { ChainEntry } from './simulator/storedBlock.js';
export type { PooledTransaction } from './simulator/mempool.js';
export { simulatedConversations, type SimulatedConversationsOptions } from './simulator/simulatedConversations.js';
export type { NodeProfile, Role } from './simulator/nodeProfile.js';
export type { ServedChain } from './simulator/chain.js';
export {
  simulateNetwork,
  type SimulatedNetwork,
  type SimulatedRemote,
  type SimulateNetworkOptions,
} from './simulator/simulateNetwork.js';
export { simulateNode, type SimulatedNode, type SimulateNodeOptions } from './simulator/simulateNode.js';
export type { PerNodeMs } from './simulator/perNodeMs.js';
export type { LiveClaim } from './simulator/claimTrie.js';
