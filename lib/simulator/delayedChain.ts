import { delayWhen, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { ServedChain } from './chain.js';

/**
 * The same chain as a node sees it that hears of everything a while after its miner.
 *
 *     chain.entry$  --a------b---
 *     entry$        ----a-----b--
 *
 * @param lagMs drawn for each block and transaction, and each connection that announces it
 */
export function delayedChain(chain: ServedChain, lagMs: () => number, scheduler: SchedulerLike): ServedChain {
  const late = <T>(): MonoTypeOperatorFunction<T> => delayWhen<T>(() => timer(lagMs(), scheduler));
  return {
    entry$: chain.entry$.pipe(late()),
    transaction$: chain.transaction$.pipe(late()),
    mempool: chain.mempool,
    tip: () => chain.tip(),
    at: (height) => chain.at(height),
    find: (hash) => chain.find(hash),
    following: (request, maxCount) => chain.following(request, maxCount),
  };
}
