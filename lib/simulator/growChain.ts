import { EMPTY, ignoreElements, interval, merge, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { SimulatedChain } from './chain.js';

/** Options of `growChain`. */
export interface GrowChainOptions {
  /** The chain to extend. */
  chain: SimulatedChain;
  /** Milliseconds between blocks. Default: this function mines no blocks. */
  blockIntervalMs?: number | undefined;
  /** Milliseconds between transactions. Default: this function adds no transactions. */
  transactionIntervalMs?: number | undefined;
  /** The scheduler of both intervals. */
  scheduler: SchedulerLike;
}

/** Calls `mine()` and `relay()` at fixed intervals while it is subscribed; emits nothing. */
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

  function every(intervalMs: number | undefined, action: () => unknown): Observable<never> {
    if (intervalMs === undefined) return EMPTY;
    return interval(intervalMs, scheduler).pipe(tap(action), ignoreElements());
  }
}
