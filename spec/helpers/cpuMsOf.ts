/**
 * The processor time in milliseconds that this process uses for `work`. Unlike the time of a clock it does not grow when other programs
 * have the processor, so a bound on it holds on a busy machine.
 */
export function cpuMsOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
