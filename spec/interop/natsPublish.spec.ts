import { afterEach, expect, it } from '@jest/globals';
import { filter, firstValueFrom, map, mergeMap, take } from 'rxjs';
import { bitcoin } from '../../lib/index.js';
import { fromNats, type RemotePool } from '../../lib/nats.js';
import { Cleanup, connectTo, startMonitor } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { eventually, soon } from '../helpers/nodes/soon.js';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';

const network = bitcoin.regtest;

describeWithNats('publishTo and fromNats', (program) => {
  const cleanup = new Cleanup();

  afterEach(() => cleanup.run());

  async function server(options = {}) {
    const started = await startNats(program, options);
    cleanup.add(() => started.stop());
    return started;
  }

  it('shows the peers and messages of two monitors as one pool', async () => {
    const { url } = await server();
    const simulated = await startSimulation(cleanup, { count: 4 });
    const remote = fromNats(await connectTo(url, cleanup), { network });
    cleanup.add(() => remote.close());
    const seen = countTraffic(remote.connection$);
    const names = ['berlin', 'tokyo'];
    const monitors = await Promise.all(names.map((monitor) => startMonitor(cleanup, url, simulated, { monitor })));
    const peers = await soon(remote.peers$.pipe(filter(({ length }) => length >= 6)), 'peers of both monitors');
    expect(new Set(peers.map(({ monitor }) => monitor))).toEqual(new Set(names));
    await soon(remote.on('inv').pipe(take(50)), 'inventory');
    const own = new Map<string, number>();
    for (const [i, { pool }] of monitors.entries()) {
      for (const peer of await firstValueFrom(pool.peers$)) {
        const { received, sent } = peer.stats();
        for (const [direction, { byCommand }] of Object.entries({ received, sent })) {
          for (const [command, { messages }] of Object.entries(byCommand))
            own.set(`${names[i]} ${peer.address} ${direction} ${command}`, messages);
        }
      }
    }
    expect(own.size).toBeGreaterThan(20);
    const missing = () => [...own].filter(([key, count]) => (seen.get(key) ?? 0) < count);
    await eventually(
      () => Promise.resolve(missing()),
      ({ length }) => length === 0,
      'every message of every peer',
    );
    const statuses = await soon(remote.monitors$.pipe(filter(({ length }) => length === 2)), 'statuses');
    expect(statuses.map(({ lostRecords, monitor }) => [monitor, lostRecords])).toEqual(names.map((name) => [name, 0]));
    for (const monitor of monitors) monitor.stop();
    await soon(remote.peers$.pipe(filter(({ length }) => length === 0)), 'ends of all peers');
  });
});

/** The number of messages by monitor, address, direction and command. */
function countTraffic(connection$: RemotePool['connection$']): Map<string, number> {
  const counts = new Map<string, number>();
  connection$
    .pipe(
      mergeMap(({ address, monitor, traffic$ }) => traffic$.pipe(map((traffic) => ({ address, monitor, ...traffic })))),
    )
    .subscribe(({ address, command, direction, monitor }) => {
      const key = `${monitor} ${address} ${direction} ${command}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
  return counts;
}
