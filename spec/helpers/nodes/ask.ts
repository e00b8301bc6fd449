import type { Observable } from 'rxjs';
import type { Message, Peer } from '../../../lib/index.js';
import { soon } from './soon.js';

/** Says it, and gives the first value of the stream that holds the answer: listens first, since the answer may be quick. */
export async function ask<Msg extends Message, T>(peer: Peer<Msg>, question: Msg, answer$: Observable<T>): Promise<T> {
  const answer = soon(answer$, `answer to ${question.command}`);
  const [value] = await Promise.all([answer, peer.send(question)]);
  return value;
}
