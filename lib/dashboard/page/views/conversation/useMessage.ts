import { useEffect, useState } from 'preact/hooks';
import type { Details } from '../../../protocol/details.js';
import type { MessageBytes } from '../../../protocol/messageBytes.js';
import { ask, connectionState } from '../../state/session.js';

/** Time for which a line must remain chosen before the program is asked: while a key is held down, lines pass more quickly. */
const SETTLE_MS = 120;

/** The answers about one message. */
export interface Message {
  readonly details?: Details;
  readonly bytes?: MessageBytes;
  /** Why the program did not answer. */
  readonly error?: string;
}

/** Asks for all fields and the bytes of a message. Asks again after a lost connection. A component that uses it must be created again for another line. */
export function useMessage(peer: number, line: number): Message {
  const [message, setMessage] = useState<Message>({});
  const isLive = connectionState.value.kind === 'live';
  const isAnswered = message.details !== undefined;
  useEffect(() => {
    if (!isLive || isAnswered) return;
    let isOver = false;
    const timer = setTimeout(() => {
      Promise.all([ask('details', { peer, line }), ask('bytes', { peer, line })]).then(
        ([details, bytes]) => isOver || setMessage({ details, bytes }),
        (error: unknown) => isOver || setMessage({ error: (error as Error).message }),
      );
    }, SETTLE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [peer, line, isLive, isAnswered]);
  return message;
}
