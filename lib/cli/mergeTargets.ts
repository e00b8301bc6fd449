import { catchError, endWith, merge, mergeMap, of, takeWhile, type Observable } from 'rxjs';
import { toPeerError } from '../base/errors.js';
import { simulateNode } from '../simulator/simulateNode.js';
import type { TargetArguments } from './watchArguments.js';
import type { TargetEnded } from './watchEvent.js';

/** Shorter than the simulator's defaults, so that messages are printed within the first second. */
const SIMULATED_INTERVALS = {
  transactionIntervalMs: 500,
  blockIntervalMs: 2000,
  addressIntervalMs: 5000,
  pingIntervalMs: 3000,
};

/**
 * Merges the events of all targets, those of the simulated node included. Completes when the events of each target have completed.
 *
 * @param project connects to one target and emits its events
 */
export function mergeTargets<E extends { readonly kind: string }>(
  { network, simulate, targets }: TargetArguments,
  project: (target: { host: string; port: number }) => Observable<E | TargetEnded>,
): Observable<E | TargetEnded> {
  const simulated$ = simulateNode({ network, ...SIMULATED_INTERVALS }).pipe(
    mergeMap(({ host, port }) => project({ host, port }).pipe(endWith(undefined))),
    // simulateNode() never completes: complete with the connection to it.
    takeWhile((event) => event !== undefined),
    catchError((error: unknown) =>
      of<TargetEnded>({ kind: 'ended', address: 'simulator', error: toPeerError(error, 'the simulator') }),
    ),
  );
  return merge(...(simulate ? [simulated$] : []), ...targets.map(project));
}
