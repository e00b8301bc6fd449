import { EMPTY, ignoreElements, interval, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { SimulatedChain } from './chain.js';

export interface GrowChainOptions {
  chain: SimulatedChain;
  /** undefined: blocks come by `mine()` alone. */
  blockIntervalMs?: number | undefined;
  /** undefined: transactions come by `relay()` alone. */
  transactionIntervalMs?: number | undefined;
  scheduler: SchedulerLike;
}

/** Mines and relays at fixed intervals for as long as it is subscribed to; emits nothing. */
export function growChain({
  chain,
  blockIntervalMs,
  transactionIntervalMs,
  scheduler,
}: GrowChainOptions): Observable<never> {
  return merge(
    every(transactionIntervalMs, () => chain.relay()),
    every(blockIntervalMs, () => chain.mine()),
  );

  function every(intervalMs: number | undefined, work: () => unknown): Observable<never> {
    if (intervalMs === undefined) return EMPTY;
    return interval(intervalMs, scheduler).pipe(tap(work), ignoreElements());
  }
}
