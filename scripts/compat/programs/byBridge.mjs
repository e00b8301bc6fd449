// A page that connects to a node by `rxpeer bridge`, whose URL is in the page's URL.
import { defer, lastValueFrom, of } from 'rxjs';
import { bitcoin, connectOver } from 'rxpeer';
import { webSocketDuplex } from 'rxpeer/browser';

const bridge = new URL(globalThis.location.href).searchParams.get('bridge');
const duplex$ = defer(() => of(webSocketDuplex(bridge)));
connectOver(duplex$, { network: bitcoin.regtest, transport: 'v2' }).subscribe(async (peer) => {
  const headers = await lastValueFrom(peer.request.headers([bitcoin.regtest.genesisHash]));
  globalThis.result = `transport v${peer.transport.version}, ${headers.length} headers`;
});
