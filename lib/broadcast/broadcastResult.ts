import { filter, lastValueFrom, type Observable } from 'rxjs';
import type { BroadcastEvent, BroadcastResult } from './broadcastEvent.js';

/**
 * Subscribes to a broadcast and resolves to its result. Rejects with the error of the broadcast: BroadcastError has the outcomes.
 *
 * @example
 * const { copies, echo } = await broadcastResult(broadcast(transaction, { network, addresses, echoFrom: pool }));
 */
export function broadcastResult(event$: Observable<BroadcastEvent>): Promise<BroadcastResult> {
  return lastValueFrom(event$.pipe(filter((event) => event.kind === 'result')));
}
