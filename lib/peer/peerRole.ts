import type { Observable } from 'rxjs';
import type { Duplex } from '../duplex.js';
import type { Message } from '../messages/table.js';
import { converse } from './converse.js';
import { Outbox, type OutboxOptions } from './outbox.js';
import type { Turns } from './turns.js';

/** What a peer does at its wire: a live one speaks, the one of a recording hears what was said. */
export interface PeerRole {
  createOutbox(duplex: Duplex, turns: Turns, options: OutboxOptions): Pick<Outbox, keyof Outbox>;
  converse(...args: Parameters<typeof converse>): Observable<Message>;
}

export const SPEAKING: PeerRole = {
  createOutbox: (duplex, turns, options) => new Outbox(duplex, turns, options),
  converse,
};
