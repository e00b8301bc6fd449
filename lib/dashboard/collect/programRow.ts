import type { Network } from '../../networks/network.js';
import type { PeerStats } from '../../peer/stats/stats.js';
import type { ObservedPeer, PoolStats } from '../../pool/observedPool.js';
import type { About } from '../protocol/about.js';
import type { ProblemRow } from '../protocol/problemRow.js';
import type { ProgramRow } from '../protocol/programRow.js';
import { bestHeight, heightClaimOf } from './bestHeight.js';
import type { TrafficTotals } from './trafficTotals.js';

/** A peer and its figures at one time. */
export interface PeerReading {
  readonly peer: ObservedPeer;
  readonly stats: PeerStats;
}

/** What the row of the program is made of. */
export interface ProgramReading {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly network: Network;
  readonly about: About;
  readonly counts: PoolStats;
  /** Of all peers, disconnected ones included. */
  readonly totals: TrafficTotals;
  /** The connected peers. */
  readonly readings: readonly PeerReading[];
  /** Newest first. */
  readonly problems: readonly ProblemRow[];
}

/** The row of the program and its pool as a whole. */
export function programRow(reading: ProgramReading): ProgramRow {
  const { about, atMs, counts, network, problems, readings, startedAtMs, totals } = reading;
  return {
    atMs,
    startedAtMs,
    network: network.name,
    about,
    ...lastFailure(readings.length, problems),
    bestHeight: bestHeight(readings.map(({ peer, stats }) => heightClaimOf(peer, stats))),
    ...counts,
    receivedMessages: totals.received.messages,
    receivedBytes: totals.received.bytes,
    sentMessages: totals.sent.messages,
    sentBytes: totals.sent.bytes,
  };
}

/** Why nothing is connected, if that is known. */
function lastFailure(peers: number, [latest]: readonly ProblemRow[]): Pick<ProgramRow, 'lastFailure'> {
  if (peers > 0 || latest?.kind !== 'failed') return {};
  const { address, atMs, code, text } = latest;
  return { lastFailure: { address, atMs, code, text } };
}
