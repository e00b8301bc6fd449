// Starts a simulated node, dials it over TCP with the transport of the argument, requests its headers, and prints what it got.
import { lastValueFrom } from 'rxjs';
import { bitcoin, blockHash } from 'rxpeer';
import { dial } from 'rxpeer/node';
import { simulateNode } from 'rxpeer/simulator';

const [transport] = process.argv.slice(2);
const simulation = simulateNode({ initialBlocks: 100 }).subscribe(async (node) => {
  const { host, port } = node;
  const peer = await dial({ network: bitcoin.regtest, host, port, transport });
  const headers = await lastValueFrom(peer.request.headers([bitcoin.regtest.genesisHash]));
  const isTip = blockHash(headers.at(-1)) === node.tip().hash;
  console.log(`transport v${peer.transport.version}, ${headers.length} headers, ${isTip ? 'the tip' : 'not the tip'}`);
  peer.close();
  simulation.unsubscribe();
});
