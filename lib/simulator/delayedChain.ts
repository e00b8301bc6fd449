import { delayWhen, timer, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { ServedChain } from './chain.js';

/**
 * A view of a chain whose new blocks and transactions are emitted with a delay, for a node that receives them later than the miner. Other
 * members are those of the chain, without a delay.
 *
 *     chain.entry$  --a------b---
 *     entry$        ----a-----b--
 *
 * @param lagMs called for each block and transaction and for each subscriber
 */
export function delayedChain(chain: ServedChain, lagMs: () => number, scheduler: SchedulerLike): ServedChain {
  const delayed = <T>(): MonoTypeOperatorFunction<T> => delayWhen<T>(() => timer(lagMs(), scheduler));
  return {
    entry$: chain.entry$.pipe(delayed()),
    transaction$: chain.transaction$.pipe(delayed()),
    mempool: chain.mempool,
    tip: () => chain.tip(),
    at: (height) => chain.at(height),
    find: (hash) => chain.find(hash),
    following: (request, maxCount) => chain.following(request, maxCount),
  };
}
