/** The median, the least and the greatest of these, and how far the middle half lies apart, relative to the median. */
export function spreadOf(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const median = quantile(sorted, 0.5);
  return {
    median,
    min: sorted[0],
    max: sorted.at(-1),
    spread: (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / median,
    samples: sorted.length,
  };
}

/** The value below which this share of the sorted ones lies. */
export function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  return low + (sorted[Math.ceil(place)] - low) * (place - Math.floor(place));
}
