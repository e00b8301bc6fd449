import { announceInventory } from '../../../lib/conversations/announceInventory.js';
import { answerPings } from '../../../lib/conversations/answerPings.js';
import { endWhenIdle } from '../../../lib/conversations/endWhenIdle.js';
import { handshake, type HandshakeOptions } from '../../../lib/conversations/handshake.js';
import { createIdentity } from '../../../lib/conversations/identity.js';
import { keepAlive } from '../../../lib/conversations/keepAlive.js';
import { noticeFeatures } from '../../../lib/conversations/noticeFeatures.js';
import type { InventoryItem } from '../../../lib/messages/inventory.js';
import { thrower } from './callbacks.js';
import { conversationPage } from './conversationPage.js';

/** How each conversation's page is played. */
export const conversationPages = {
  announceInventory: conversationPage((scene) => {
    const announced$ = scene.hot<InventoryItem>('announced');
    return announceInventory({ announced$, ...scene.options() });
  }),
  answerPings: conversationPage(() => answerPings()),
  endWhenIdle: conversationPage((scene) => endWhenIdle(scene.options())),
  handshake: conversationPage((scene) => handshake(handshakeOptions(scene.options()))),
  keepAlive: conversationPage((scene) => keepAlive(scene.options())),
  noticeFeatures: conversationPage(() => noticeFeatures()),
};

/** Functions are written as `{ returns: ... }` or `{ throws: "boom" }`, 64-bit integers as text. */
function handshakeOptions(options: Record<string, unknown>): HandshakeOptions {
  return Object.fromEntries(
    Object.entries({ identity: createIdentity(), ...options }).map(([name, value]) => [name, optionOf(name, value)]),
  );
}

function optionOf(name: string, value: unknown): unknown {
  if (name === 'services' || name === 'requiredServices') return BigInt(value as string);
  if (name !== 'acceptRemote' && name !== 'newestBlock') return value;
  const callback = value as { returns?: unknown; throws?: string };
  return callback.throws === undefined ? () => callback.returns : thrower(callback);
}
