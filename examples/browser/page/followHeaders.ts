import {
  defer,
  filter,
  finalize,
  ignoreElements,
  map,
  merge,
  of,
  repeat,
  share,
  switchMap,
  takeWhile,
  type Observable,
} from 'rxjs';
import { InventoryType, type ReadyPeer } from 'rxpeer';
import type { HeaderChain } from './headerChain.js';

/** A node answers with at most this number of headers; fewer are the end of its chain (Bitcoin Core, MAX_HEADERS_RESULTS). */
const MAX_HEADERS = 2000;

/**
 * Requests headers until the tip of the node's chain, and follows its announcements: headers (BIP130), or an inv, after which it requests again.
 *
 *     followHeaders(…)  -c-c-c-----c---     c the chain, after each change
 *
 * Errors with the error of the request, and with an Error if the node's headers do not continue a chain that it was asked to continue.
 */
export function followHeaders(peer: ReadyPeer, chain: HeaderChain): Observable<HeaderChain> {
  // Headers that are announced while the page asks are part of an answer: the node sends both in the order of its chain.
  let isAsking = false;
  const announced$ = peer.on('headers').pipe(
    filter(() => !isAsking),
    map(({ headers }) => chain.append(headers)),
    share(),
  );
  // The page has not seen the block that these headers continue: it requests the headers from there on.
  const unconnected$ = announced$.pipe(filter((appended) => appended === 'unconnected'));
  const inv$ = peer.on('inv').pipe(filter(({ items }) => items.some(({ type }) => type === InventoryType.block)));
  const untilTip$ = defer(() => {
    isAsking = true;
    return peer.request.headers(chain.locator());
  }).pipe(
    map((headers) => {
      const appended = chain.append(headers);
      if (appended === 'unconnected')
        throw new Error('the node sent headers that do not continue the chain it was asked for');
      return { appended, isTip: headers.length < MAX_HEADERS || appended === 'unchanged' };
    }),
    repeat(),
    takeWhile(({ isTip }) => !isTip, true),
    finalize(() => (isAsking = false)),
    map(({ appended }) => appended),
  );
  return merge(
    defer(() => peer.send({ command: 'sendheaders' })).pipe(ignoreElements()),
    announced$,
    merge(of('begin'), inv$, unconnected$).pipe(switchMap(() => untilTip$)),
  ).pipe(
    filter((appended) => appended === 'changed'),
    map(() => chain),
  );
}
