import { merge, share, timer } from 'rxjs';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { eachTarget } from './eachTarget.js';
import type { Io } from './io.js';
import { printEvents } from './printEvents.js';
import type { WatchArguments } from './watchArguments.js';
import { watchPeer, type WatchEvent } from './watchPeer.js';

/** `rxpeer watch`: prints what the peers say until it is told to end (0), or all connections have ended (1). */
export function watch(options: WatchArguments, io: Io): Promise<number> {
  const { fetch, forMs, network } = options;
  const event$ = eachTarget<WatchEvent>(options, (target) => watchPeer({ ...target, network, fetch }));
  return printEvents(event$, options, untilTimeIsUp(io, forMs), 1);
}

/** The same world, in which one is told to end after this time. */
export function untilTimeIsUp(io: Io, forMs: number | undefined): Io {
  return forMs === undefined ? io : { ...io, stop$: merge(io.stop$, timer(forMs, preciseScheduler)).pipe(share()) };
}
