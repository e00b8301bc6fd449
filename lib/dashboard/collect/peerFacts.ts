import { formatHostPort } from '../../base/hostPort.js';
import { formatIp } from '../../address/ipAddress.js';
import type { VersionMessage } from '../../messages/version.js';
import type { RoundTripStats } from '../../peer/stats/stats.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import type { PeerFacts } from '../protocol/peerFacts.js';
import { boundedText } from './boundedText.js';

/** Characters of the reason of a fallback, and of a session id, which a monitor on NATS can publish. */
const MAX_TEXT_CHARACTERS = 300;

/** The facts about a peer that the table of peers does not show. */
export function peerFacts(peer: ObservedPeer): PeerFacts {
  const stats = peer.stats();
  const { droppedInventory, isPaused, lastAnnouncedBlock, lastBlockMs, lastTransactionMs, queuedBytes } = stats;
  const { queuedMessages, roundTrip, waitingInventory } = stats;
  const { sessionId, fallback } = stats.transport ?? peer.transport ?? {};
  const { startHeight, version } = peer.remote;
  const seesUsAt = seenAddress(peer.remote);
  return {
    peer: peer.id,
    ...(seesUsAt === undefined ? {} : { seesUsAt }),
    ...(sessionId === undefined ? {} : { sessionId: boundedText(sessionId, MAX_TEXT_CHARACTERS) }),
    ...(fallback === undefined ? {} : { fallback: boundedText(fallback, MAX_TEXT_CHARACTERS) }),
    remoteVersion: version,
    localVersion: peer.local.version,
    ...(startHeight === undefined ? {} : { startHeight }),
    ...(lastAnnouncedBlock === undefined ? {} : { lastAnnouncedBlock }),
    ...(lastBlockMs === undefined ? {} : { lastBlockMs }),
    ...(lastTransactionMs === undefined ? {} : { lastTransactionMs }),
    ...(roundTrip === undefined ? {} : roundTripFacts(roundTrip)),
    waitingInventory,
    droppedInventory,
    queuedMessages,
    queuedBytes,
    isPaused,
  };
}

/** The nonce of the last ping is a bigint, which JSON does not have. */
function roundTripFacts({ count, lastMs, meanMs, minMs }: RoundTripStats): Pick<PeerFacts, 'roundTrip'> {
  return { roundTrip: { count, lastMs, minMs, meanMs } };
}

/** A node that hides our address sends zeros. */
function seenAddress({ addrRecv }: Pick<VersionMessage, 'addrRecv'>): string | undefined {
  const { ip, port } = addrRecv;
  return ip.every((byte) => byte === 0) ? undefined : formatHostPort(formatIp(ip), port);
}
