/**
 * What one of `count` takes in a pass, in nanoseconds of processor time: the least of several passes after a first one, each with little
 * garbage before it, since growth is looked for, and not what else the machine does.
 */
export function leastCost(count, pass, passes = 5) {
  let least = Infinity;
  for (let i = -1; i < passes; i++) {
    globalThis.gc();
    const start = process.cpuUsage();
    pass();
    const { user, system } = process.cpuUsage(start);
    if (i >= 0) least = Math.min(least, ((user + system) * 1000) / count);
  }
  return least;
}
