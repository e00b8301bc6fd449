import type { Network } from '../../networks/network.js';
import type { PoolStats } from '../../pool/observedPool.js';
import type { About } from '../protocol/about.js';
import type { ProblemRow } from '../protocol/problemRow.js';
import type { ProgramRow } from '../protocol/programRow.js';
import { bestHeight, heightClaimOf } from './bestHeight.js';
import type { PeerReadings } from './peerReadings.js';

/** The values from which the row of the program is created. */
export interface ProgramReading {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly network: Network;
  readonly about: About;
  readonly counts: PoolStats;
  readonly readings: PeerReadings;
  /** Newest first. */
  readonly problems: readonly ProblemRow[];
}

/** The row of the program and its pool as a whole. */
export function programRow(reading: ProgramReading): ProgramRow {
  const { about, atMs, counts, network, problems, readings, startedAtMs } = reading;
  const peers = readings.all();
  const { received, sent } = readings.totals();
  return {
    atMs,
    startedAtMs,
    network: network.name,
    about,
    ...lastFailure(peers.length, problems),
    bestHeight: bestHeight(peers.map(({ peer, stats }) => heightClaimOf(peer, stats))),
    ...counts,
    receivedMessages: received.messages,
    receivedBytes: received.bytes,
    sentMessages: sent.messages,
    sentBytes: sent.bytes,
  };
}

/** Why nothing is connected, if that is known. */
function lastFailure(peers: number, [latest]: readonly ProblemRow[]): Pick<ProgramRow, 'lastFailure'> {
  if (peers > 0 || latest?.kind !== 'failed') return {};
  const { address, atMs, code, text } = latest;
  return { lastFailure: { address, atMs, code, text } };
}
