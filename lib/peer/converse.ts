import { catchError, concat, defer, merge, type Observable } from 'rxjs';
import { announceInventory } from '../conversations/announceInventory.js';
import type { Conversation, ConversationContext } from '../conversations/conversation.js';
import { defaultConversations } from '../conversations/defaultConversations.js';
import { handshake } from '../conversations/handshake.js';
import type { KnownInventory } from '../conversations/knownInventory.js';
import { noticeFeatures } from '../conversations/noticeFeatures.js';
import { toPeerError } from '../errors.js';
import type { InventoryItem } from '../messages/inventory.js';
import type { Message } from '../messages/table.js';
import type { PeerOptions } from './options.js';
import { addressOfOurs, addressOfRemote } from './versionAddresses.js';

export interface ConverseInputs {
  /** Of the remote. */
  address: string;
  options: PeerOptions;
  announced$: Observable<InventoryItem>;
  known: KnownInventory;
  /** Told how many announcements wait for the trickle. */
  onWaiting: (count: number) => void;
  /** Called when the handshake is made, before the other conversations begin. */
  onHandshake: () => void;
}

/**
 * All that a peer says by itself: the handshake, and when that is made the other conversations together.
 *
 * Errors with the PeerError of the first that errs; anything else becomes LocalProtocolError `CONVERSATION_FAILED`.
 */
export function converse(
  received$: Observable<Message>,
  context: ConversationContext,
  { address, options, announced$, known, onHandshake, onWaiting }: ConverseInputs,
): Observable<Message> {
  const opening = handshake({
    ...options,
    addressYou: addressOfRemote(address, options.proxy),
    addressMe: addressOfOurs(options.addressMe, options.services),
  });
  const others = [
    noticeFeatures(),
    announceInventory({ announced$, known, onWaiting, trickleIntervalMs: options.trickleIntervalMs }),
    ...(options.conversations ?? defaultConversations(options)),
  ];
  return concat(
    run(opening),
    defer(() => {
      onHandshake();
      return merge(...others.map(run));
    }),
  );

  function run(conversation: Conversation): Observable<Message> {
    return defer(() => conversation(context)(received$)).pipe(
      catchError((error: unknown) => {
        throw toPeerError(error, 'a conversation', 'CONVERSATION_FAILED');
      }),
    );
  }
}
