import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { distinct, take, toArray } from 'rxjs';
import { natsPrograms } from '../../scripts/nats/serverProcess.mjs';
import { microsocksAbsence, startMicrosocks } from '../helpers/nodes/microsocks.js';
import { startNats } from '../helpers/nodes/natsServer.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { soon } from '../helpers/nodes/soon.js';
import { SIMULATION } from './consumers.js';

/** The nodes that the programs of the site are run against. All listen on 127.0.0.1. */
export interface SiteNodes {
  /** The port of a simulated Bitcoin node. */
  readonly bitcoinPort: string;
  /** The port of a simulated LBRY node. */
  readonly lbryPort: string;
  /** The addresses of a simulated network of eight nodes. */
  readonly addresses: readonly string[];
  /** The port of a Bitcoin node that serves compact filters, the hash of its first block, and the script (hex) that its last block pays to. */
  readonly filters: readonly [port: string, genesisHash: string, script: string];
  /** A SOCKS5 proxy as a URL; undefined if microsocks is not installed. */
  readonly proxy: string | undefined;
  /** A NATS server to which two monitors publish; undefined if nats-server is not installed. */
  readonly nats: string | undefined;
  stop(): Promise<void>;
}

/** Starts the nodes in a folder where the package is installed. */
export async function startSiteNodes(dir: string): Promise<SiteNodes> {
  await writeFile(join(dir, 'simulation.mjs'), SIMULATION);
  await writeFile(join(dir, 'filterNode.mjs'), FILTER_NODE);
  const cli = join(dir, 'node_modules', 'rxpeer', 'dist', 'cli', 'rxpeer.js');
  const started: Program[] = [];
  const start = (...args: readonly string[]): Program => {
    const program = startProgram(args, dir);
    started.push(program);
    return program;
  };
  const [natsProgram] = natsPrograms();
  const proxy = microsocksAbsence === undefined ? await startMicrosocks() : undefined;
  const nats = natsProgram === undefined ? undefined : await startNats(natsProgram);
  const stop = async (): Promise<void> => {
    await Promise.all([...started.map((program) => program.kill()), proxy?.stop(), nats?.stop()]);
  };
  try {
    const bitcoin = start('simulation.mjs');
    const lbry = start('simulation.mjs', 'lbry');
    const filterNode = start('filterNode.mjs');
    const network = start(cli, 'simulate', '--nodes', String(NODES), '--transaction-interval', '0.5');
    if (nats !== undefined) {
      for (const monitor of ['berlin', 'tokyo']) {
        const publishing = start(cli, 'publish', '--simulate', '2', '--monitor', monitor, '--nats', nats.url, '--json');
        // One after the other: both create the same transactions, at different times.
        await publishing.line(/"peers":2\b/);
      }
    }
    const [port = '', genesisHash = '', script = ''] = (await filterNode.line(/^\d+ /)).split(' ');
    const address$ = network.line$.pipe(distinct(), take(NODES), toArray());
    return {
      bitcoinPort: await bitcoin.line(/^\d+$/),
      lbryPort: await lbry.line(/^\d+$/),
      addresses: await soon(address$, 'addresses of the simulated network'),
      proxy: proxy === undefined ? undefined : `socks5://127.0.0.1:${proxy.port}`,
      nats: nats?.url,
      filters: [port, genesisHash, script],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const NODES = 8;

/** A node that serves the compact filters of a simulated chain. Simulated nodes of the library serve none. */
const FILTER_NODE = `
import {
  bitcoin, compactFilterHash, compactFilterOfBlock, createIdentity, defineConversation, FIRST_PREVIOUS_FILTER_HEADER, compactFilterHeaders,
  ServiceFlags, toHex,
} from 'rxpeer';
import { listen } from 'rxpeer/node';
import { SimulatedChain, simulatedConversations } from 'rxpeer/simulator';

const network = bitcoin.regtest;
const chain = new SimulatedChain({ network, initialBlocks: 30 });
const filterAt = (height) => compactFilterOfBlock({ block: chain.at(height).block, previousOutputScripts: [] });
const heights = ({ startHeight, stopHash }) =>
  Array.from({ length: chain.find(stopHash).height - startHeight + 1 }, (_, i) => startHeight + i);
const hashesOf = (range) => heights(range).map((height) => compactFilterHash(filterAt(height)));

const serveFilters = defineConversation((context) => ({
  commands: new Set(['getcfilters', 'getcfheaders']),
  received(received) {
    const range = received.message();
    const { filterType, startHeight, stopHash } = range;
    if (range.command === 'getcfheaders') {
      const before = startHeight === 0 ? [] : hashesOf({ startHeight: 0, stopHash: chain.at(startHeight - 1).hash });
      const all = compactFilterHeaders({ previousFilterHeader: FIRST_PREVIOUS_FILTER_HEADER, filterHashes: before });
      const previousFilterHeader = all.at(-1) ?? FIRST_PREVIOUS_FILTER_HEADER;
      context.send({ command: 'cfheaders', filterType, stopHash, previousFilterHeader, filterHashes: hashesOf(range) });
    } else {
      for (const height of heights(range)) {
        context.send({ command: 'cfilter', filterType, blockHash: chain.at(height).hash, filter: filterAt(height) });
      }
    }
  },
}));

listen({
  network,
  port: 0,
  identity: createIdentity(),
  services: ServiceFlags.network | ServiceFlags.witness | ServiceFlags.compactFilters,
  conversations: [...simulatedConversations({ chain }), serveFilters],
  onListening: ({ port }) => {
    const [coinbase] = chain.tip().block.transactions;
    console.log(port, chain.at(0).hash, toHex(coinbase.outputs[0].script));
  },
}).subscribe();
`;
