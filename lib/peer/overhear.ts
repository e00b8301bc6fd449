import { catchError, concat, defer, EMPTY, ignoreElements, merge, type Observable } from 'rxjs';
import type { Conversation, ConversationContext } from '../conversations/conversation.js';
import { noticeFeatures } from '../conversations/noticeFeatures.js';
import { overhearHandshake } from '../conversations/overhearHandshake.js';
import { isPeerError, toPeerError } from '../errors.js';
import type { Message } from '../messages/table.js';

/**
 * The conversations of a recorded peer, played for what they report: what they say is dropped, and so is a PeerError, by which a live
 * one would end its peer, for when that ended is told by the recording. What else they throw is reported as a fault.
 */
export function overhear(
  received$: Observable<Message>,
  context: ConversationContext,
  conversations: readonly Conversation[],
  onHandshake: () => void,
): Observable<never> {
  return concat(
    run(overhearHandshake()),
    defer(() => {
      onHandshake();
      return merge(...[noticeFeatures(), ...conversations].map(run));
    }),
  );

  function run(conversation: Conversation): Observable<never> {
    return defer(() => conversation(context)(received$)).pipe(
      ignoreElements(),
      catchError((error: unknown) => {
        if (!isPeerError(error)) {
          context.report({ kind: 'fault', error: toPeerError(error, 'a conversation', 'CONVERSATION_FAILED') });
        }
        return EMPTY;
      }),
    );
  }
}
