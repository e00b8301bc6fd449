import { createLaneCounter, type LaneCounter, type LaneParts } from './checksumLanes.js';

/** The lanes; undefined if the runtime has none. `#checksumLanes` under the condition `node`. */
export function laneCounter(parts: LaneParts): LaneCounter | undefined {
  // Compiled at the first use, so a program that only encodes does not compile it.
  counter ??= createLaneCounter(parts) ?? NO_LANES;
  return counter === NO_LANES ? undefined : counter;
}

const NO_LANES = Symbol('no lanes');
let counter: LaneCounter | typeof NO_LANES | undefined;
