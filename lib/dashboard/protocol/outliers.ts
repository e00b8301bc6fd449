import type { Outlier, OutlierInput, OutlierOptions } from './outlier.js';
import { ahead, behind, faulty, oldProtocol, silent, slow, wrongClock } from './outlierRules.js';

// The program and the page share these rules; the files of this folder import nothing else.

/** A round trip below this value is never slow: it is the usual round trip to the other side of the earth. */
const SLOW_MS = 200;
/** A slow peer has a round trip of more than this number of times the 75th percentile. */
const SLOW_FACTOR = 3;
const DEFAULT_SILENT_MS = 140_000;
const DEFAULT_BLOCKS_BEHIND = 144;

/**
 * Marks each peer that is an outlier, with the reasons in the order of OutlierKind; a peer without a mark is not in the map.
 *
 * - slow: the round trip is above 200 ms and above 3 times the 75th percentile (nearest rank) of all peers that have one. So at most 25 %
 * of the peers are slow, and none if there are fewer than four: most peers cannot be outliers, and one bad value does not move the limit.
 * - clock: a notice for more than 10 minutes, a warning for more than 70.
 * - faulty: a notice for one fault, a warning for 10.
 * - silent: no message for longer than `silentAfterMs`.
 * - old: more than `maxBlocksBehind` below the best height (a height of 0 is unknown), or a protocol version below 70012.
 * - height: more than 6 blocks above the best height that two peers support.
 */
export function outliers(peers: readonly OutlierInput[], options: OutlierOptions): ReadonlyMap<number, Outlier[]> {
  const { nowMs, bestHeight = 0 } = options;
  const { maxBlocksBehind = DEFAULT_BLOCKS_BEHIND, silentAfterMs = DEFAULT_SILENT_MS } = options;
  const slowMs = Math.max(SLOW_MS, SLOW_FACTOR * percentile75(definedOf(peers.map(({ roundTripMs }) => roundTripMs))));
  const found = new Map<number, Outlier[]>();
  for (const peer of peers) {
    const all = [
      slow(peer, slowMs),
      wrongClock(peer),
      faulty(peer),
      silent(peer, nowMs, silentAfterMs),
      behind(peer, bestHeight, maxBlocksBehind),
      oldProtocol(peer),
      ahead(peer, bestHeight),
    ];
    const marks = definedOf(all);
    if (marks.length > 0) found.set(peer.id, marks);
  }
  return found;
}

/** The nearest rank; 0 without values. */
function percentile75(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.75) - 1] ?? 0;
}

function definedOf<T>(values: readonly (T | undefined)[]): T[] {
  return values.filter((value) => value !== undefined);
}
