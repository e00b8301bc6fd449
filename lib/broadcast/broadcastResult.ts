import { filter, lastValueFrom, type Observable } from 'rxjs';
import { LocalProtocolError } from '../base/errors.js';
import type { BroadcastEvent, BroadcastResult } from './broadcastEvent.js';

/**
 * Subscribes to a broadcast and resolves to its result. Rejects with the error of the broadcast: BroadcastError has the outcomes. Rejects with
 * LocalProtocolError `ABORTED` if an operator of the caller, such as `takeUntil`, ended the broadcast before its result.
 *
 * @example
 * const { copies, echo } = await broadcastResult(broadcast(transaction, { network, addresses, echoFrom: pool }));
 */
export async function broadcastResult(event$: Observable<BroadcastEvent>): Promise<BroadcastResult> {
  const result$ = event$.pipe(filter((event) => event.kind === 'result'));
  const result = await lastValueFrom(result$, { defaultValue: undefined });
  if (result !== undefined) return result;
  throw new LocalProtocolError('ABORTED', 'the broadcast was ended before its result');
}
