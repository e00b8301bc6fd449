import { defer, EMPTY, interval, map, merge, take } from 'rxjs';
import type { Conversation } from '../protocol/runtime/conversation.js';
import { ofCommand } from '../operators/ofCommand.js';
import { addressesMessage } from './addressesMessage.js';
import { createSeededRandom } from '../collections/seededRandom.js';

/** How many addresses answer a getaddr. */
const ADDRESSES_OF_ANSWER = 100;

export interface ServeAddressesOptions {
  seed: number;
  /** Between two addresses that are told unasked; undefined: none are. */
  addressIntervalMs?: number | undefined;
  /** Where nodes listen that can be dialled: told of first. Default: none. */
  places?: (() => readonly { host: string; port: number }[]) | undefined;
}

/**
 * Answers the first getaddr with 100 addresses, and tells one unasked at each interval; a second getaddr gets no answer (Bitcoin Core).
 *
 *     received  ----g-----g-----
 *     sent      ----a--b-----b--      a 100 addresses, b one
 *
 * Those of `places` first, of which the one that is told unasked is drawn; the rest is made up. The same seed tells everybody the same
 * addresses; those that are made up are of the networks that are kept for documentation.
 */
export function serveAddresses({ seed, addressIntervalMs, places = () => [] }: ServeAddressesOptions): Conversation {
  return (context) => (received$) =>
    defer(() => {
      const prng = createSeededRandom(seed, 'addresses');
      const told$ = addressIntervalMs === undefined ? EMPTY : interval(addressIntervalMs, context.scheduler);
      return merge(
        received$.pipe(
          ofCommand('getaddr'),
          take(1),
          map(() => ADDRESSES_OF_ANSWER),
        ),
        told$.pipe(map(() => 1)),
      ).pipe(map((count) => addressesMessage(prng, count, context, places())));
    });
}
