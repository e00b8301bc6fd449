import type { Conversation } from '../protocol/runtime/conversation.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { announceChain } from './announceChain.js';
import type { ServedChain } from './chain.js';
import { sendInitialMessages } from './sendInitialMessages.js';
import { serveAddresses } from './serveAddresses.js';
import { serveData } from './serveData.js';
import { serveHeaders } from './serveHeaders.js';
import { serveInventory } from './serveInventory.js';

/** Options of `simulatedConversations`. */
export interface SimulatedConversationsOptions {
  /** The chain that is served and announced. */
  chain: ServedChain;
  /** Seed of the addresses that are sent. Default 1. */
  seed?: number | undefined;
  /** Milliseconds between pings. Default 120_000. */
  pingIntervalMs?: number | undefined;
  /** Milliseconds between addresses that are sent without a getaddr. Default: none are sent. */
  addressIntervalMs?: number | undefined;
  /** Where nodes listen; these addresses are sent before random ones. Default: none. */
  places?: (() => readonly { host: string; port: number }[]) | undefined;
}

/** The conversations of a simulated node: pass them as `conversations` of a peer over any transport, in real or virtual time. */
export function simulatedConversations({
  chain,
  seed = 1,
  pingIntervalMs,
  addressIntervalMs,
  places,
}: SimulatedConversationsOptions): Conversation[] {
  return [
    ...defaultConversations({ pingIntervalMs, servesMempool: true }),
    sendInitialMessages(),
    serveHeaders(chain),
    serveInventory(chain),
    serveData(chain),
    serveAddresses({ seed, addressIntervalMs, places }),
    announceChain(chain),
  ];
}
