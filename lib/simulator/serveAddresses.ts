import { defer, EMPTY, interval, map, merge, take } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { ofCommand } from '../operators/ofCommand.js';
import { addressesMessage } from './addressesMessage.js';
import { createSeededRandom } from '../collections/seededRandom.js';

/** Addresses in the answer to a getaddr. */
const ANSWER_ADDRESSES = 100;

/** Options of `serveAddresses`. */
export interface ServeAddressesOptions {
  /** Seed of the addresses. */
  seed: number;
  /** Interval between addresses that are sent without a getaddr. Default: none are sent. */
  addressIntervalMs?: number | undefined;
  /** Where nodes listen; these addresses are sent first. Default: none. */
  places?: (() => readonly { host: string; port: number }[]) | undefined;
}

/**
 * Answers the first getaddr with 100 addresses, and sends one address at each interval. A second getaddr gets no answer, as from Bitcoin
 * Core.
 *
 *     received  ----g-----g-----
 *     sent      ----a--b-----b--      a 100 addresses, b one
 *
 * The addresses are those of `places`, in random order; if there are not enough, random addresses of documentation networks follow. The
 * same seed results in the same addresses for every remote.
 */
export function serveAddresses({ seed, addressIntervalMs, places = () => [] }: ServeAddressesOptions): Conversation {
  return (context) => (received$) =>
    defer(() => {
      const prng = createSeededRandom(seed, 'addresses');
      const tick$ = addressIntervalMs === undefined ? EMPTY : interval(addressIntervalMs, context.scheduler);
      return merge(
        received$.pipe(
          ofCommand('getaddr'),
          take(1),
          map(() => ANSWER_ADDRESSES),
        ),
        tick$.pipe(map(() => 1)),
      ).pipe(map((count) => addressesMessage(prng, count, context, places())));
    });
}
