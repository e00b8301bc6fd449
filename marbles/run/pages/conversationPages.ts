import { fromHex } from '../../../lib/codec/hex.js';
import { announceInventory } from '../../../lib/protocol/announceInventory.js';
import type { Announcement } from '../../../lib/protocol/announcement.js';
import { answerPings } from '../../../lib/protocol/answerPings.js';
import type { NamedFeature } from '../../../lib/protocol/runtime/agreement.js';
import { deliverTransaction } from '../../../lib/protocol/deliverTransaction.js';
import { endWhenIdle } from '../../../lib/protocol/endWhenIdle.js';
import { expectReplies } from '../../../lib/protocol/expectReplies.js';
import { handshake, type HandshakeOptions } from '../../../lib/protocol/handshake/handshake.js';
import { createIdentity } from '../../../lib/protocol/handshake/identity.js';
import { keepAlive } from '../../../lib/protocol/keepAlive.js';
import { noticeFeatures } from '../../../lib/protocol/noticeFeatures.js';
import { replayHandshake } from '../../../lib/protocol/handshake/replayHandshake.js';
import { refuseBloom } from '../../../lib/protocol/refuseBloom.js';
import { refuseEmptyCompactBlocks } from '../../../lib/protocol/refuseEmptyCompactBlocks.js';
import { refuseLateHandshake } from '../../../lib/protocol/refuseLateHandshake.js';
import type { TxMessage } from '../../../lib/messages/transaction.js';
import { thrower } from '../thrower.js';
import { conversationPage } from './conversationPage.js';

/** How each conversation's page becomes a call of its factory. */
export const conversationPages = {
  announceInventory: conversationPage((caseRun) => {
    const announced$ = caseRun.hot<Announcement>('announced');
    return announceInventory({ announced$, ...caseRun.options() });
  }),
  answerPings: conversationPage(() => answerPings()),
  deliverTransaction: conversationPage((caseRun) => {
    const { transaction } = caseRun.valueOf('t') as TxMessage;
    return deliverTransaction({ transaction, ...caseRun.options() });
  }),
  endWhenIdle: conversationPage((caseRun) => endWhenIdle(caseRun.options())),
  expectReplies: conversationPage((caseRun) => expectReplies(caseRun.options())),
  handshake: conversationPage((caseRun) => handshake(handshakeOptions(caseRun.options()))),
  keepAlive: conversationPage((caseRun) => keepAlive(caseRun.options())),
  noticeFeatures: conversationPage(() => noticeFeatures()),
  replayHandshake: conversationPage(() => replayHandshake()),
  refuseBloom: conversationPage(() => refuseBloom()),
  refuseEmptyCompactBlocks: conversationPage(() => refuseEmptyCompactBlocks()),
  refuseLateHandshake: conversationPage(() => refuseLateHandshake()),
};

/** Functions are written as `{ returns: ... }` or `{ throws: "boom" }`, 64-bit integers as text, bytes as hex. */
function handshakeOptions(options: Record<string, unknown>): HandshakeOptions {
  return Object.fromEntries(
    Object.entries({ identity: createIdentity(), ...options }).map(([name, value]) => [name, optionOf(name, value)]),
  );
}

function optionOf(name: string, value: unknown): unknown {
  if (name === 'services' || name === 'requiredServices') return BigInt(value as string);
  if (name === 'features') return (value as { featureId: string; featureData: string }[]).map(withBytes);
  if (name !== 'acceptRemote' && name !== 'newestBlock') return value;
  const callback = value as { returns?: unknown; throws?: string };
  return callback.throws === undefined ? () => callback.returns : thrower(callback);
}

function withBytes({ featureId, featureData }: { featureId: string; featureData: string }): NamedFeature {
  return { featureId, featureData: fromHex(featureData) };
}
