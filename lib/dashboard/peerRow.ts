import { escapeText } from '../base/escapeText.js';
import { serviceNames } from '../messages/serviceNames.js';
import type { PeerStats } from '../peer/stats/stats.js';
import type { ObservedPeer } from '../pool/observedPool.js';
import { featureNames } from './featureNames.js';
import { monitorText } from './monitorText.js';
import type { PeerRow } from './protocol.js';

/** The table row of a peer. Escapes control characters, and characters that change the text direction, in texts that the remote chose. */
export function peerRow(peer: ObservedPeer, stats: PeerStats, roundTripsMs: readonly number[]): PeerRow {
  const { id, direction, protocolVersion, features, monitor, remote } = peer;
  return {
    id,
    ...(monitor === undefined ? {} : { monitor: monitorText(monitor) }),
    address: escapeText(peer.address),
    direction,
    transport: peer.transport?.version ?? 1,
    userAgent: escapeText(remote.userAgent ?? ''),
    height: stats.bestHeight ?? remote.startHeight ?? 0,
    services: serviceNames(remote.services),
    protocolVersion,
    features: featureNames(features),
    roundTripsMs,
    receivedBytes: stats.received.bytes,
    sentBytes: stats.sent.bytes,
    receivedMessages: stats.received.messages,
    sentMessages: stats.sent.messages,
    startedAtMs: stats.startedAtMs ?? 0,
    timeOffsetSeconds: stats.timeOffsetSeconds ?? 0,
    faults: stats.faults,
  };
}
