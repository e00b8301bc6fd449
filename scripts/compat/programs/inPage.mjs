// A page with a simulated node and a peer in it, connected in memory.
import { lastValueFrom, mergeMap } from 'rxjs';
import { bitcoin, blockHash, connectOver } from 'rxpeer';
import { simulateNode } from 'rxpeer/simulator';

simulateNode({ initialBlocks: 100 }).subscribe((node) => {
  connectOver(node.dial(), { network: bitcoin.regtest, transport: 'v2' })
    .pipe(mergeMap(async (peer) => ({ peer, headers: await headersOf(peer) })))
    .subscribe(({ peer, headers }) => {
      const isTip = blockHash(headers.at(-1)) === node.tip().hash;
      globalThis.result = `transport v${peer.transport.version}, ${headers.length} headers, ${isTip ? 'the tip' : 'not the tip'}`;
    });
});

function headersOf(peer) {
  return lastValueFrom(peer.request.headers([bitcoin.regtest.genesisHash]));
}
