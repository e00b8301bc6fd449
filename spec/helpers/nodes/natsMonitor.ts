import { connect, type NatsConnection } from '@nats-io/transport-node';
import { Subject } from 'rxjs';
import { bitcoin, defaultConversations, type Peer } from '../../../lib/index.js';
import { publishTo, type PublishOptions, type PublishState } from '../../../lib/nats.js';
import { createPool, type Pool } from '../../../lib/node.js';
import type { SimulatedNetwork } from '../../../lib/simulator.js';

/** Runs when the spec ends, in reverse order. */
export class Cleanup {
  private readonly steps: (() => unknown)[] = [];

  add(step: () => unknown): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (const step of this.steps.splice(0).reverse()) await step();
  }
}

/** A connection that reconnects at once, for servers that specs restart. */
export async function connectTo(url: string, cleanup: Cleanup): Promise<NatsConnection> {
  const connection = await connect({ servers: url, reconnectTimeWait: 50, maxReconnectAttempts: -1 });
  cleanup.add(() => connection.close());
  return connection;
}

/** A pool that is connected to all nodes of a simulated network, and published from its first byte on. */
export interface PublishedMonitor {
  readonly pool: Pool;
  readonly connection: NatsConnection;
  /** The last state of the publisher. */
  state(): PublishState | undefined;
  /** The error of the publisher; undefined while it works. */
  error(): unknown;
  stop(): void;
}

/** @param server the URL of the server, or a connection to it, which stays open */
export async function startMonitor(
  cleanup: Cleanup,
  server: string | NatsConnection,
  { nodes }: Pick<SimulatedNetwork, 'nodes'>,
  options: PublishOptions,
): Promise<PublishedMonitor> {
  const connection = typeof server === 'string' ? await connectTo(server, cleanup) : server;
  const connection$ = new Subject<Peer>();
  const pool = createPool({
    network: bitcoin.regtest,
    addresses: nodes.map(({ host, port }) => `${host}:${port}`),
    outbound: nodes.length,
    dnsSeeds: [],
    gossip: false,
    conversations: defaultConversations({ pingIntervalMs: 500 }),
    onPeer: (peer) => connection$.next(peer),
  });
  let state: PublishState | undefined;
  let failure: unknown;
  const subscription = publishTo(connection, pool, { connection$, ...options }).subscribe({
    next: (next) => (state = next),
    error: (error: unknown) => (failure = error),
  });
  const stop = (): void => {
    subscription.unsubscribe();
    pool.close();
  };
  cleanup.add(stop);
  pool.start();
  return { pool, connection, state: () => state, error: () => failure, stop };
}
