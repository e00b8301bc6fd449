import type { BestHeightState } from '../../../protocol/bestHeightState.js';
import type { Outlier, OutlierInput } from '../../../protocol/outlier.js';
import { medianOf } from '../../../protocol/medianOf.js';
import { outliers } from '../../../protocol/outliers.js';
import type { PeerRow } from '../../../protocol/peerRow.js';

/** The facts about all peers together. */
export interface PeerOverview {
  /** The reasons why peers are outliers, by id. A peer that is not an outlier is absent. */
  readonly marks: ReadonlyMap<number, readonly Outlier[]>;
  /** The ids of the peers whose height differs too much from the best one. */
  readonly disagreeing: ReadonlySet<number>;
}

/**
 * @param nowMs the program's clock
 * @param best the best height, as the program's row has it
 */
export function peerOverview(rows: readonly PeerRow[], nowMs: number, best?: BestHeightState): PeerOverview {
  const marks = outliers(rows.map(toOutlierInput), { nowMs, bestHeight: best?.height });
  return { marks, disagreeing: new Set(best?.disagreeing) };
}

function toOutlierInput(row: PeerRow): OutlierInput {
  const { faults, height, id, protocolVersion, startedAtMs, timeOffsetSeconds } = row;
  return {
    id,
    roundTripMs: medianOf(row.roundTripsMs),
    timeOffsetSeconds,
    faults,
    lastReceivedAtMs: row.lastReceived?.atMs ?? startedAtMs,
    height,
    protocolVersion,
  };
}
