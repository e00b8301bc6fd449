/** Median, minimum, maximum and quartiles; `spread` is the distance between the quartiles relative to the median. */
export function summarise(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const [lowerQuartile, median, upperQuartile] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return {
    median,
    min: sorted[0],
    max: sorted.at(-1),
    lowerQuartile,
    upperQuartile,
    spread: (upperQuartile - lowerQuartile) / median,
    samples: sorted.length,
  };
}

/** The quantile of values in ascending order, interpolated: share 0.5 is the median. */
export function quantile(sorted, share) {
  const index = (sorted.length - 1) * share;
  const low = sorted[Math.floor(index)];
  return low + (sorted[Math.ceil(index)] - low) * (index - Math.floor(index));
}
