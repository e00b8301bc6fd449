import { show } from '../base/show.js';
import { connect, type ConnectOptions } from './connect.js';
import { Subscription } from 'rxjs';
import { toPeerError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import { invalidOption } from '../base/optionChecks.js';
import type { ReadyPeer } from '../peer/peer.js';

export interface DialOptions<Msg extends Message = Message> extends ConnectOptions<Msg> {
  /** Gives up the attempt; once the promise has resolved it does nothing. */
  signal?: AbortSignal | undefined;
}

/**
 * The same connection as `connect` makes, owned by the caller: it lives until `peer.close()` or its own end, which `closed$` tells.
 *
 * Rejects with the PeerError of `connect`, or with the signal's reason.
 */
export function dial<Msg extends Message = Message>(options: DialOptions<Msg>): Promise<ReadyPeer<Msg>> {
  const peer$ = connect(options);
  const { signal } = options;
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') {
    invalidOption('signal', `AbortSignal expected, got ${show(signal)}`);
  }
  return new Promise((resolve, reject) => {
    const subscription = new Subscription();
    const abort = (): void => {
      subscription.unsubscribe();
      reject(abortError(signal));
    };
    const settled = (): void => signal?.removeEventListener('abort', abort);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    subscription.add(
      peer$.subscribe({
        next(peer) {
          settled();
          resolve(peer);
        },
        // After `next` it says what closed$ says, and finds the promise settled.
        error(error: unknown) {
          settled();
          reject(toPeerError(error, 'dialling'));
        },
      }),
    );
  });
}

function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error(String(reason));
}
