import type { Observable } from 'rxjs';
import type { Message, Peer } from '../../../lib/index.js';
import { soon } from './soon.js';

/** Sends a message and resolves to the first value of the stream with the answer. Subscribes first: the answer may be synchronous. */
export async function ask<Msg extends Message, T>(peer: Peer<Msg>, question: Msg, answer$: Observable<T>): Promise<T> {
  const answer = soon(answer$, `answer to ${question.command}`);
  const [value] = await Promise.all([answer, peer.send(question)]);
  return value;
}
