import { hrefOf } from '../state/route.js';
import { store } from '../state/session.js';

/** The relative URL of one message of a peer. It contains the run of the program: after a restart, the numbers mean other messages. */
export function messageHref(peer: number, line: number): string {
  return hrefOf('conversation', { peer, line, run: store.run.value });
}

/** The relative URL of the message in which a peer announced the block or transaction with this hash. */
export function announcementHref(peer: number, hash: string): string {
  return hrefOf('conversation', { peer, hash, run: store.run.value });
}
