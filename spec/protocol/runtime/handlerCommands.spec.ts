import { describe, expect, it } from '@jest/globals';
import { sample, type Arbitrary } from 'fast-check';
import { Subject } from 'rxjs';
import { VirtualTime } from '../../../lib/marbles.js';
import { testContext } from '../../../lib/marbles/testContext.js';
import type { Message } from '../../../lib/messages/table.js';
import { bitcoin } from '../../../lib/networks/bitcoin.js';
import { announceInventory } from '../../../lib/protocol/announceInventory.js';
import type { Announcement } from '../../../lib/protocol/announcement.js';
import { defaultConversations } from '../../../lib/protocol/defaultConversations.js';
import { KnownInventory } from '../../../lib/protocol/knownInventory.js';
import { noticeFeatures } from '../../../lib/protocol/noticeFeatures.js';
import { receivedMessage } from '../../../lib/protocol/runtime/givenMessage.js';
import type { HandlerContext } from '../../../lib/protocol/runtime/handler.js';
import { bitcoinMessages } from '../../helpers/wire/arbitraries.js';

const messagesOf: Record<string, Arbitrary<Message>> = bitcoinMessages();
const known = new KnownInventory(1000);
const announced$ = new Subject<Announcement>();
const conversations = [...defaultConversations(), noticeFeatures(), announceInventory({ announced$, known })];

describe('the commands of a handler', () => {
  it.each([...bitcoin.regtest.messages.keys()])('include %s if the handler reacts to it', (command) => {
    const messages = sample(messagesOf[command]!, { numRuns: 20, seed: 7 });
    let skipped = 0;
    for (const { createHandler } of conversations) {
      const calls: unknown[] = [];
      const record = (what: unknown): void => void calls.push(what);
      const environment = testContext({ scheduler: new VirtualTime(), onOutcome: record });
      const context: HandlerContext = {
        ...environment,
        ...{ send: record, fail: record, complete: () => record('complete') },
        ...{ after: () => () => undefined, every: () => () => undefined },
      };
      const handler = createHandler!(context);
      if (handler.commands === undefined || handler.commands.has(command)) continue;
      skipped += 1;
      const knownBefore = known.size;
      for (const message of messages) handler.received?.(receivedMessage(message, environment));
      expect(calls).toEqual([]);
      expect(known.size).toBe(knownBefore);
      handler.end?.();
    }
    expect(skipped).toBeGreaterThan(3);
  });
});
