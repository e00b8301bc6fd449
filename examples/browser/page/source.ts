import { defer, map, of, type Observable } from 'rxjs';
import { bitcoin, type Duplex } from 'rxpeer';
import { webSocketDuplex } from 'rxpeer/browser';
import { simulateNode } from 'rxpeer/simulator';

/** The network of the nodes. */
export const network = bitcoin.regtest;

/**
 * Opens connections to the node of this URL of a bridge, one for each subscription; without a URL to a simulated node, which runs in the page
 * while the outer Observable is subscribed.
 */
export function sourceOf(bridgeUrl: string): Observable<Observable<Duplex>> {
  if (bridgeUrl !== '') return of(defer(() => of(webSocketDuplex(bridgeUrl))));
  return simulateNode({ network, initialBlocks: 20, blockIntervalMs: 15_000, transactionIntervalMs: 2500 }).pipe(
    map(({ dial }) => dial()),
  );
}
