import { escapeText } from '../../base/escapeText.js';
import type { DirectionStats, PeerStats } from '../../peer/stats/stats.js';
import type { LastMessage, LastMessages } from '../protocol/lastMessages.js';

/** Characters of a command: the field in the header of a frame has 12 bytes. A monitor on NATS can publish any text. */
const MAX_COMMAND_CHARACTERS = 12;

/**
 * The last message received and the last message sent, from a snapshot of a peer, which contains them anyway. A peer of `fromNats` has the
 * values of the last snapshot that its monitor has published.
 */
export function lastMessages({ received, sent }: Pick<PeerStats, 'received' | 'sent'>): LastMessages {
  const lastReceived = lastOf(received);
  const lastSent = lastOf(sent);
  return {
    ...(lastReceived === undefined ? {} : { received: lastReceived }),
    ...(lastSent === undefined ? {} : { sent: lastSent }),
  };
}

/** @returns undefined before the first message; the command is `unknown` if the publisher of the snapshot does not publish it */
function lastOf({ lastCommand = 'unknown', lastMs }: DirectionStats): LastMessage | undefined {
  if (lastMs === undefined) return undefined;
  return { command: escapeText(lastCommand.slice(0, MAX_COMMAND_CHARACTERS)), atMs: lastMs };
}
