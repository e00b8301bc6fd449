import { show } from '../base/show.js';
import { connect, type ConnectOptions } from './connect.js';
import { Subscription } from 'rxjs';
import { abortError } from '../base/abortError.js';
import { toPeerError } from '../base/errors.js';
import type { Message } from '../messages/table.js';
import { invalidOption } from '../base/optionChecks.js';
import type { ReadyPeer } from '../peer/peer.js';

/** The options of `dial`. */
export interface DialOptions<Msg extends Message = Message> extends ConnectOptions<Msg> {
  /** Cancels the attempt and rejects the promise with the signal's reason. After the promise has resolved it has no effect. */
  signal?: AbortSignal | undefined;
}

/**
 * Connects like `connect`, but returns a promise of a peer that the caller owns. The peer lives until `peer.close()`, or until `closed$`
 * emits another end.
 *
 * Rejects with the PeerError of `connect`, or with the signal's reason. Errors at the call with LocalProtocolError `INVALID_OPTION`.
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
    const removeAbortListener = (): void => signal?.removeEventListener('abort', abort);
    if (signal?.aborted === true) {
      abort();
      return;
    }
    signal?.addEventListener('abort', abort, { once: true });
    subscription.add(
      peer$.subscribe({
        next(peer) {
          removeAbortListener();
          resolve(peer);
        },
        // After `next` this error is the end of the peer. closed$ emits it, too, and the promise is already settled.
        error(error: unknown) {
          removeAbortListener();
          reject(toPeerError(error, 'dialling'));
        },
      }),
    );
  });
}
