import { escapeText } from '../../base/escapeText.js';
import { serviceNames } from '../../messages/serviceNames.js';
import type { PeerStats } from '../../peer/stats/stats.js';
import type { ObservedPeer } from '../../pool/observedPool.js';
import type { LastMessage } from '../protocol/lastMessages.js';
import { featureNames } from './featureNames.js';
import { groupText } from './groupText.js';
import { lastMessages } from './lastMessages.js';
import { monitorText } from './monitorText.js';
import type { PeerRow } from '../protocol/peerRow.js';

/** The data of other collectors about a peer. */
export interface PeerEvidence {
  /** Its last round-trip times in milliseconds, the newest at the end. */
  readonly roundTripsMs: readonly number[];
  /** The number of questions without a good answer. */
  readonly missed: number;
}

/** The table row of a peer. Escapes control characters, and characters that change the text direction, in texts that the remote chose. */
export function peerRow(peer: ObservedPeer, stats: PeerStats, { missed, roundTripsMs }: PeerEvidence): PeerRow {
  const { id, direction, protocolVersion, features, monitor, remote } = peer;
  const { received, sent } = lastMessages(stats);
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
    ...(received === undefined ? {} : { lastReceived: wholeMilliseconds(received) }),
    ...(sent === undefined ? {} : { lastSent: wholeMilliseconds(sent) }),
    missed,
    group: groupOf(peer),
  };
}

/** Fewer digits to send: these fields change with each message. */
function wholeMilliseconds({ atMs, command }: LastMessage): LastMessage {
  return { command, atMs: Math.round(atMs) };
}

/** The groups of connected peers: an address never changes. */
const groups = new WeakMap<object, string>();

function groupOf(peer: ObservedPeer): string {
  const known = groups.get(peer);
  if (known !== undefined) return known;
  const group = groupText(peer.address);
  groups.set(peer, group);
  return group;
}
