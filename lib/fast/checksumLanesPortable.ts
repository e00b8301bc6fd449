import type { LaneCounter, LaneParts } from './checksumLanes.js';

/**
 * The lanes; undefined until they are loaded, and if the runtime has none. `#checksumLanes` without the condition `node`: the first call loads
 * the code, so that a page which decodes single messages does not. The results are the same with and without lanes.
 */
export function laneCounter(parts: LaneParts): LaneCounter | undefined {
  if (!isRequested) {
    isRequested = true;
    import('./checksumLanes.js').then(
      ({ createLaneCounter }) => (counter = createLaneCounter(parts)),
      // A file that cannot be loaded: payloads are hashed one by one.
      () => undefined,
    );
  }
  return counter;
}

let isRequested = false;
let counter: LaneCounter | undefined;
