import { from, Observable } from 'rxjs';
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
  // Not concat, merge, defer and catchError: for each conversation of each peer they are three subscribers more, several kilobytes.
  return new Observable((subscriber) => {
    let running = others.length;
    run(opening, () => {
      onHandshake();
      if (running === 0) subscriber.complete();
      for (const other of others) {
        run(other, () => {
          running -= 1;
          if (running === 0) subscriber.complete();
        });
      }
    });

    function run(conversation: Conversation, onComplete: () => void): void {
      if (subscriber.closed) return;
      try {
        subscriber.add(
          from(conversation(context)(received$)).subscribe({
            next: (message) => subscriber.next(message),
            error: fail,
            complete: onComplete,
          }),
        );
      } catch (error) {
        fail(error);
      }
    }

    function fail(error: unknown): void {
      subscriber.error(toPeerError(error, 'a conversation', 'CONVERSATION_FAILED'));
    }
  });
}
