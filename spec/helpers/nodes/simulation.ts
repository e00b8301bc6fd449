import { firstValueFrom, Subject } from 'rxjs';
import { formatHostPort } from '../../../lib/base/hostPort.js';
import { simulateNetwork, type SimulatedNetwork, type SimulateNetworkOptions } from '../../../lib/simulator.js';

/** Longer than any suite. */
export const NEVER_MS = 0x7fff_ffff;

/** Nodes that send only what a test asks of them. */
export const QUIET = {
  blockIntervalMs: NEVER_MS,
  transactionIntervalMs: NEVER_MS,
  addressIntervalMs: NEVER_MS,
  pingIntervalMs: NEVER_MS,
} satisfies SimulateNetworkOptions;

/** Starts a simulated network; `cleanup` stops it. */
export function startSimulation(
  cleanup: { add(step: () => void): unknown },
  options: SimulateNetworkOptions = {},
): Promise<SimulatedNetwork> {
  const started$ = new Subject<SimulatedNetwork>();
  const started = firstValueFrom(started$);
  const subscription = simulateNetwork({ blockIntervalMs: 500, transactionIntervalMs: 50, ...options }).subscribe(
    started$,
  );
  cleanup.add(() => subscription.unsubscribe());
  return started;
}

/** The addresses at which the nodes listen, as `host:port`. */
export function addressesOf({ nodes }: SimulatedNetwork): string[] {
  return nodes.map(({ host, port }) => formatHostPort(host, port));
}
