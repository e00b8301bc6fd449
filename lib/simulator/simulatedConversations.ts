import type { Conversation } from '../protocol/runtime/conversation.js';
import { defaultConversations } from '../protocol/defaultConversations.js';
import { announceChain } from './announceChain.js';
import type { ServedChain } from './chain.js';
import { sendInitialMessages } from './sendInitialMessages.js';
import { serveAddresses } from './serveAddresses.js';
import { serveData } from './serveData.js';
import { serveHeaders } from './serveHeaders.js';
import { serveInventory } from './serveInventory.js';

export interface SimulatedConversationsOptions {
  chain: ServedChain;
  /** Of the addresses that are told. Default 1. */
  seed?: number | undefined;
  /** Default 120_000. */
  pingIntervalMs?: number | undefined;
  /** Default: addresses are told to who asks, alone. */
  addressIntervalMs?: number | undefined;
  /** Where nodes listen that are told of, beside made-up addresses. Default: none. */
  places?: (() => readonly { host: string; port: number }[]) | undefined;
}

/** All that a simulated node does on one connection: the `conversations` of a peer over any transport, in any time. */
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
