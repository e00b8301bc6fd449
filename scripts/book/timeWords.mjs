// Formats times for the axis.

/**
 * A moment: `12` (the axis has the unit ms), `30 s`, `2.5 s`, `60 min`, `60 min + 5`.
 *
 * @param {number} ms
 */
export function momentWords(ms) {
  if (ms < 1000) return String(ms);
  if (ms % 100 === 0) return unitWords(ms);
  const restMs = ms % 1000;
  return `${unitWords(ms - restMs)} + ${restMs}`;
}

/**
 * The length of a silence: `60 ms`, `30 s`, `≈ 60 min`.
 *
 * @param {number} ms
 */
export function lengthWords(ms) {
  if (ms < 1000) return `${ms} ms`;
  return ms % 100 === 0 ? unitWords(ms) : `≈ ${unitWords(Math.round(ms / 1000) * 1000)}`;
}

/** In whole minutes from ten minutes on, else in seconds. */
function unitWords(ms) {
  return ms >= 600_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
