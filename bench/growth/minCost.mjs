/**
 * Processor time of a pass divided by `count`, in nanoseconds: the minimum of several passes after a warm-up pass, each preceded by a
 * collection. The minimum, because the growth of the cost is measured, not other load of the machine.
 */
export function minCost(count, pass, passes = 5) {
  let minimum = Infinity;
  for (let i = -1; i < passes; i++) {
    globalThis.gc();
    const start = process.cpuUsage();
    pass();
    const { user, system } = process.cpuUsage(start);
    if (i >= 0) minimum = Math.min(minimum, ((user + system) * 1000) / count);
  }
  return minimum;
}
