import {
  defer,
  delayWhen,
  filter,
  map,
  mergeMap,
  of,
  scan,
  startWith,
  withLatestFrom,
  type Observable,
  type OperatorFunction,
} from 'rxjs';
import { requireInteger } from '../../base/optionChecks.js';
import type { Hash } from '../../codec/primitives.js';
import { MruSet } from '../../collections/mruSet.js';
import type { AlertPeer, PeerAlert } from './alert.js';

/** Options of `invWithoutData`. */
export interface InvWithoutDataOptions {
  /** Announced hashes of each peer that are stored, 1 to 2^24; each takes about 200 bytes. Default 50,000: the items of the largest inv. */
  maxHashes?: number | undefined;
}

/** A peer does not send what it has announced. */
export interface InvWithoutDataAlert<P> extends PeerAlert<P> {
  readonly alert: 'inv without data';
  /** The hash of the item. */
  readonly hash: Hash;
  /** How our getdata ended. */
  readonly outcome: 'notFound' | 'unanswered';
}

/**
 * Emits when a peer announced an item, we sent a getdata for it, and the peer answered notfound, or did not answer until it was closed as `STALLED`.
 *
 *     peers           --P------------------      one peer
 *     inv             -----i---------------
 *     getdata         ---------g-----------
 *     notfound        -------------n-------
 *     invWithoutData  -------------x-------      x = { alert: 'inv without data', peer: P, hash, outcome: 'notFound' }
 *
 * Requests that are pending when the connection closes for another reason do not count, because the answer may have been in flight. Late answers do not
 * count either, because a local consumer that paused the socket can be the reason.
 *
 * Completes when the source has completed and all peers are closed. Stores the last `maxHashes` announced hashes of each peer. Errors with
 * LocalProtocolError `INVALID_OPTION` at the call.
 */
export function invWithoutData<P extends AlertPeer>({
  maxHashes = 50_000,
}: InvWithoutDataOptions = {}): OperatorFunction<P, InvWithoutDataAlert<P>> {
  requireInteger('maxHashes', maxHashes, 1, 2 ** 24);
  return mergeMap((peer) =>
    peer.exchanges$.pipe(
      filter(({ direction, question }) => direction === 'sent' && question === 'getdata'),
      withLatestFrom(announcedBy(peer, maxHashes)),
      filter(([{ key }, announced]) => announced.has(key)),
      map(([{ key, outcome }]) => ({ key, outcome })),
      filter((missing): missing is Missing => missing.outcome === 'notFound' || missing.outcome === 'unanswered'),
      delayWhen(({ outcome }) => (outcome === 'unanswered' ? stalled(peer) : of(true))),
      map(({ key, outcome }) => ({
        alert: 'inv without data' as const,
        text: `announced ${key} and ${outcome === 'notFound' ? 'answered notfound' : 'did not send it'}`,
        peer,
        hash: key,
        outcome,
      })),
    ),
  );
}

interface Missing {
  readonly key: Hash;
  readonly outcome: InvWithoutDataAlert<unknown>['outcome'];
}

/** Emits the same set again after each inv. */
function announcedBy(peer: AlertPeer, maxHashes: number): Observable<MruSet<Hash>> {
  return defer(() => {
    const hashes = new MruSet<Hash>(maxHashes);
    return peer.on('inv').pipe(
      scan((known, { items }) => {
        for (const { hash } of items) known.add(hash);
        return known;
      }, hashes),
      startWith(hashes),
    );
  });
}

/** Emits if the peer ends because it did not answer. */
function stalled({ closed$ }: AlertPeer): Observable<unknown> {
  return closed$.pipe(filter(({ error }) => error?.code === 'STALLED'));
}
