import { merge, share, timer } from 'rxjs';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { eachTarget } from './eachTarget.js';
import { errorLine } from './errorText.js';
import type { Io } from './io.js';
import { printEvents } from './printEvents.js';
import { reconnect } from './reconnect.js';
import type { WatchArguments } from './watchArguments.js';
import { watchPeer, type WatchEvent } from './watchPeer.js';

/** `rxpeer watch`: prints what the peers send until `io.stop$` emits or the time is over (0), or all connections have ended (1). */
export function watch(options: WatchArguments, io: Io): Promise<number> {
  const { fetch, forMs, network } = options;
  const printing = untilTimeIsUp(io, forMs);
  const tell = (text: string): void => void io.stderr.write(errorLine(text));
  const event$ = eachTarget<WatchEvent>(options, (target) => {
    const connect$ = watchPeer({ ...target, network, fetch, onSlow: tell });
    const place = formatHostPort(target.host, target.port);
    const onWait = (delayMs: number): void => tell(`${place}: connecting again in ${delayMs / 1000} s`);
    return options.reconnect ? connect$.pipe(reconnect({ stop$: printing.stop$, onWait })) : connect$;
  });
  return printEvents(event$, options, printing, 1);
}

/** The same Io, whose `stop$` emits after this time, too. */
export function untilTimeIsUp(io: Io, forMs: number | undefined): Io {
  return forMs === undefined ? io : { ...io, stop$: merge(io.stop$, timer(forMs, preciseScheduler)).pipe(share()) };
}
