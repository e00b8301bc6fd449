import { useEffect, useRef, useState } from 'preact/hooks';
import { isUpdating, store, watchSequence } from '../../state/session.js';
import { mergeLines, NO_CONVERSATION, type Conversation } from './mergeLines.js';

/**
 * The messages with a peer in this run of the program, from the call on. Gets none while the page is paused or hidden, and none after the connection
 * has ended. A component that uses it must be created again for another peer or another run.
 */
export function useConversation(peer: number, run: number): Conversation {
  const [conversation, setConversation] = useState(NO_CONVERSATION);
  const latest = useRef(conversation);
  const isActive = isUpdating();
  useEffect(() => {
    const isOver = latest.current.state === 'ended' || latest.current.state === 'unknown';
    if (!isActive || isOver) return;
    const after = (): number => latest.current.lines.at(-1)?.number ?? 0;
    return watchSequence(peer, after, (update) => {
      // After a restart of the program, its first update may answer a request for the previous run.
      if (update.peer !== peer || store.run.peek() !== run) return;
      latest.current = mergeLines(latest.current, update);
      setConversation(latest.current);
    });
  }, [peer, run, isActive]);
  return conversation;
}
