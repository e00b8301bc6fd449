import { describe, expect, it } from '@jest/globals';
import { sample, type Arbitrary } from 'fast-check';
import { Subject } from 'rxjs';
import { announceInventory } from '../../../lib/protocol/announceInventory.js';
import type { ConversationContext } from '../../../lib/protocol/runtime/conversation.js';
import { creatorOf } from '../../../lib/protocol/runtime/conversationOf.js';
import { defaultConversations } from '../../../lib/protocol/defaultConversations.js';
import { KnownInventory } from '../../../lib/protocol/knownInventory.js';
import { noticeFeatures } from '../../../lib/protocol/noticeFeatures.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { testContext } from '../../../lib/marbles/testContext.js';
import type { InventoryItem } from '../../../lib/messages/inventory.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { bitcoinMessages } from '../../helpers/wire/arbitraries.js';

const messagesOf: Record<string, Arbitrary<Message>> = bitcoinMessages();
const known = new KnownInventory(1000);
const announced$ = new Subject<InventoryItem>();
const conversations = [...defaultConversations(), noticeFeatures(), announceInventory({ announced$, known })];

describe('what a handler does not hear', () => {
  it.each([...bitcoin.regtest.messages.keys()])('%s means nothing to it', (command) => {
    const messages = sample(messagesOf[command]!, { numRuns: 20, seed: 7 });
    let deaf = 0;
    for (const conversation of conversations) {
      const said: unknown[] = [];
      const tell = (what: unknown): void => void said.push(what);
      const context: ConversationContext = testContext({ scheduler: new VirtualTime(), told: tell });
      const handler = creatorOf(conversation)!(context, { say: tell, fail: tell, complete: () => tell('complete') });
      if (handler.hears === undefined || handler.hears.has(command)) continue;
      deaf += 1;
      const knownBefore = known.size;
      for (const message of messages) handler.received?.(message);
      expect(said).toEqual([]);
      expect(known.size).toBe(knownBefore);
      handler.end?.();
    }
    expect(deaf).toBeGreaterThan(3);
  });
});
