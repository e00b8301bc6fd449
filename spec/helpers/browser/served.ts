import { join } from 'node:path';
import { firstValueFrom, of, Subject, Subscription } from 'rxjs';
import { createMonitor, type Monitor, type MonitorOptions } from '../../../lib/dashboard/collect/monitor.js';
import { readPage } from '../../../lib/dashboard/serve/pageFile.js';
import { serveDashboard } from '../../../lib/dashboard/serve/serveDashboard.js';
import { bitcoin, createIdentity, type Peer } from '../../../lib/index.js';
import { createPool, type Pool, type PoolOptions } from '../../../lib/node.js';
import { projectRoot } from '../nodes/projectRoot.js';

export interface Served {
  readonly url: string;
  readonly pool: Pool;
  readonly monitor: Monitor;
  /** Our peers, in the order of dialling; failed ones included. */
  readonly peers: readonly Peer[];
  close(): void;
}

/** Starts a pool of these addresses in this process, and serves its dashboard with the built page (dist/). */
export async function serve({
  recordings,
  ...options
}: Partial<PoolOptions> & Pick<MonitorOptions, 'recordings'>): Promise<Served> {
  const connection$ = new Subject<Peer>();
  const peers: Peer[] = [];
  const pool = createPool({
    network: bitcoin.regtest,
    identity: createIdentity(),
    outbound: options.addresses?.length ?? 0,
    dnsSeeds: [],
    gossip: false,
    onPeer(peer) {
      peers.push(peer);
      connection$.next(peer);
    },
    ...options,
  });
  const monitor = createMonitor({ pool, network: bitcoin.regtest, connection$, recordings });
  const files = await readPage(join(projectRoot, 'dist', 'dashboard', 'page'));
  const served$ = new Subject<{ url: string }>();
  const served = firstValueFrom(served$);
  const serving = new Subscription();
  serving.add(serveDashboard({ monitor$: of(monitor), files, port: 0 }).subscribe((each) => served$.next(each)));
  const { url } = await served;
  pool.start();
  return {
    url,
    pool,
    monitor,
    peers,
    close() {
      serving.unsubscribe();
      monitor.close();
      pool.close();
    },
  };
}
