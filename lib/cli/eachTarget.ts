import { catchError, endWith, merge, mergeMap, of, takeWhile, type Observable } from 'rxjs';
import { toPeerError, type PeerError } from '../base/errors.js';
import { simulateNode } from '../simulator/simulateNode.js';
import type { TargetArguments } from './watchArguments.js';

/** So that something is to be seen from the first second on. */
const SIMULATED_INTERVALS = {
  transactionIntervalMs: 500,
  blockIntervalMs: 2000,
  addressIntervalMs: 5000,
  pingIntervalMs: 3000,
};

/** Why there is nothing, or nothing more, from one target. */
export interface TargetEnded {
  readonly kind: 'ended';
  readonly address: string;
  readonly error: PeerError;
}

/** Everything from every target together, that of a simulated node too; completes when each has ended. */
export function eachTarget<E extends { readonly kind: string }>(
  { network, simulate, targets }: TargetArguments,
  project: (target: { host: string; port: number }) => Observable<E | TargetEnded>,
): Observable<E | TargetEnded> {
  const simulated$ = simulateNode({ network, ...SIMULATED_INTERVALS }).pipe(
    mergeMap(({ host, port }) => project({ host, port }).pipe(endWith(undefined))),
    // The node itself goes on for ever.
    takeWhile((event) => event !== undefined),
    catchError((error: unknown) =>
      of<TargetEnded>({ kind: 'ended', address: 'simulator', error: toPeerError(error, 'the simulator') }),
    ),
  );
  return merge(...(simulate ? [simulated$] : []), ...targets.map(project));
}
