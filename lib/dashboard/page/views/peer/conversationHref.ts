import { hrefOf } from '../../state/route.js';
import { store } from '../../state/session.js';

/** The link to the messages of a peer in this run of the program. */
export function conversationHref(peer: number): string {
  return hrefOf('conversation', { peer, run: store.run.value });
}
