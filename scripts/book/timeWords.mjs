// Times in words, as short as an axis needs them.

/**
 * A moment: `12` (milliseconds: the axis says so), `30 s`, `2.5 s`, `60 min`, `60 min + 5`.
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

/** Minutes from ten minutes on, where they are whole. */
function unitWords(ms) {
  return ms >= 600_000 && ms % 60_000 === 0 ? `${ms / 60_000} min` : `${ms / 1000} s`;
}
