import { merge, share, timer } from 'rxjs';
import { formatHostPort } from '../base/hostPort.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import type { ReadyPeer } from '../peer/peer.js';
import { errorLine, withAddress } from './errorLine.js';
import { transportText } from './transportText.js';
import type { Io } from './io.js';
import { mergeTargets } from './mergeTargets.js';
import { printEvents } from './printEvents.js';
import { reconnect } from './reconnect.js';
import type { WatchArguments } from './watchArguments.js';
import type { WatchEvent } from './watchEvent.js';
import { watchPeer } from './watchPeer.js';

/**
 * `rxpeer watch`: prints the messages of the targets.
 *
 * @returns the exit code: 0 after `io.stop$`, `--for` or `--count`; 1 after all connections have ended
 */
export function watch(options: WatchArguments, io: Io): Promise<number> {
  const { fetch, forMs, network, proxy } = options;
  const limitedIo = stopAfter(io, forMs);
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  const event$ = mergeTargets<WatchEvent>(options, (target) => {
    const address = formatHostPort(target.host, target.port);
    const onReady = ({ transport }: ReadyPeer): void => report(withAddress(address, transportText(transport)));
    const connection$ = watchPeer({ ...target, network, fetch, proxy, onReady, onSlow: report });
    const onWait = (delayMs: number): void => report(`${address}: connecting again in ${delayMs / 1000} s`);
    return options.reconnect ? connection$.pipe(reconnect({ stop$: limitedIo.stop$, onWait })) : connection$;
  });
  return printEvents(event$, options, limitedIo, 1);
}

/** Returns an Io whose `stop$` emits also after this time. */
export function stopAfter(io: Io, forMs: number | undefined): Io {
  return forMs === undefined ? io : { ...io, stop$: merge(io.stop$, timer(forMs, preciseScheduler)).pipe(share()) };
}
