import { serviceNames } from '../../messages/serviceNames.js';
import type { EndedPeerFigures } from '../protocol/endedPeers.js';
import { boundedText } from './boundedText.js';
import type { ConnectingPeer } from './connectingPeer.js';
import { lastMessages } from './lastMessages.js';

/** Characters of a user agent: BIP14 permits 256 bytes. */
const MAX_USER_AGENT_CHARACTERS = 256;

/** The figures of a connection that has ended, even if its handshake was not complete. */
export function endedFigures(peer: Pick<ConnectingPeer, 'stats' | 'transport'>): EndedPeerFigures {
  const stats = peer.stats();
  const { bestHeight, faults, received, roundTrip, sent, services, startedAtMs, timeOffsetSeconds, version } = stats;
  const transport = (stats.transport ?? peer.transport)?.version;
  const last = lastMessages(stats).received;
  return {
    ...(startedAtMs === undefined ? {} : { startedAtMs }),
    ...(transport === undefined ? {} : { transport }),
    ...(stats.userAgent === undefined ? {} : { userAgent: boundedText(stats.userAgent, MAX_USER_AGENT_CHARACTERS) }),
    ...(version === undefined ? {} : { version }),
    services: serviceNames(services ?? 0n),
    ...(bestHeight === undefined ? {} : { height: bestHeight }),
    ...(timeOffsetSeconds === undefined ? {} : { timeOffsetSeconds }),
    receivedBytes: received.bytes,
    receivedMessages: received.messages,
    sentBytes: sent.bytes,
    sentMessages: sent.messages,
    ...(last === undefined ? {} : { lastCommand: last.command }),
    faults,
    ...(roundTrip === undefined ? {} : { lastRoundTripMs: roundTrip.lastMs }),
  };
}
