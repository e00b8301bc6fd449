/** The page: the URL of a bridge after its #, or a simulated node, becomes a connection, its headers, and the table of blocks. */
import { fromEvent, map, startWith, switchMap, tap, type Observable } from 'rxjs';
import { connectOver, VERSION, type Duplex, type ReadyPeer } from 'rxpeer';
import { showBlocks } from './blockTable.js';
import { followHeaders } from './followHeaders.js';
import { HeaderChain } from './headerChain.js';
import { keepConnected, type Connection } from './keepConnected.js';
import { latestBlocks, type BlockRow } from './latestBlocks.js';
import { network, sourceOf } from './source.js';
import { element, showConnection, showHeight, showNoNode } from './view.js';

/** The part after # stays in the browser: the URL contains the token of the bridge. */
const bridgeUrl = (): string => location.hash.slice(1);

const input = element('bridge') as HTMLInputElement;
element('source').addEventListener('submit', (event) => {
  event.preventDefault();
  location.hash = input.value.trim();
});
element('simulate').addEventListener('click', () => (location.hash = ''));

fromEvent(globalThis, 'hashchange')
  .pipe(
    map(bridgeUrl),
    startWith(bridgeUrl()),
    tap((url) => {
      input.value = url;
      showNoNode();
      showBlocks([]);
    }),
    switchMap(sourceOf),
    switchMap(follow),
  )
  .subscribe((connection) => {
    showConnection(connection);
    if (connection.state === 'delivered') showBlocks(connection.value);
  });

/** Connects to the node again and again, and continues the chain that is known from the earlier connections. */
function follow(duplex$: Observable<Duplex>): Observable<Connection<BlockRow[]>> {
  const chain = new HeaderChain(network.genesisHash);
  const peer$ = connectOver(duplex$, { network, userAgent: { name: 'browser-example', version: VERSION } });
  return keepConnected(peer$, (peer: ReadyPeer) => {
    const chain$ = followHeaders(peer, chain).pipe(
      startWith(chain),
      tap(({ tip }) => showHeight(tip.height)),
    );
    return latestBlocks(peer, network, chain$);
  });
}
