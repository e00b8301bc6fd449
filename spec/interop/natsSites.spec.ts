import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { firstValueFrom, lastValueFrom, of } from 'rxjs';
import { bitcoin } from '../../lib/index.js';
import { firstSeenByNats, fromNats, keepHistory, type RemotePool } from '../../lib/nats.js';
import { sightingOf } from '../helpers/nats/announcements.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { Cleanup, startMonitor } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { describeWithNats, startNats, type NatsServer } from '../helpers/nodes/natsServer.js';
import { eventually } from '../helpers/nodes/soon.js';
import { freePort } from '../../scripts/freePort.mjs';

const network = bitcoin.regtest;

describeWithNats('the servers of docs/scale.md', (program) => {
  const cleanup = new Cleanup();
  let hub: NatsServer;
  let leafPort: number;

  beforeEach(async () => {
    leafPort = await freePort();
    const lines = await configuration('hub.conf', (text) =>
      text
        .replace('0.0.0.0:7422', `127.0.0.1:${leafPort}`)
        // Each user has its name as its password.
        .replace(/\$([A-Z]+)_PASSWORD/g, (_, name: string) => name.toLowerCase())
        .replaceAll('bitcoin%2Emainnet', 'bitcoin%2Eregtest'),
    );
    hub = await startNats(program, { lines });
    cleanup.add(() => hub.stop());
  });

  afterEach(() => cleanup.run());

  async function login(user: string): Promise<{ connection: NatsConnection; errors: string[] }> {
    const connection = await connect({ servers: hub.url, user, pass: user, maxReconnectAttempts: -1 });
    cleanup.add(() => connection.close());
    const errors: string[] = [];
    void (async () => {
      for await (const status of connection.status()) if (status.type === 'error') errors.push(status.error.message);
    })();
    return { connection, errors };
  }

  /** @param wanted the monitors to read; absent: all */
  async function read(wanted?: string[]): Promise<{ remote: RemotePool; monitors: () => string[]; errors: string[] }> {
    const { connection, errors } = await login('reader');
    const remote = fromNats(connection, { network, monitors: wanted });
    cleanup.add(() => remote.close());
    let monitors: string[] = [];
    remote.peers$.subscribe((peers) => (monitors = [...new Set(peers.map(({ monitor }) => monitor))].sort()));
    return { remote, monitors: () => monitors, errors };
  }

  it('let a monitor publish as itself, answer about its clock and claim hashes, and a reader read', async () => {
    const { errors: refusals, monitors, remote } = await read();
    const nodes = await startSimulation(cleanup, { count: 2 });
    const { connection, errors } = await login('berlin');
    const publishing = await startMonitor(cleanup, connection, nodes, { monitor: 'berlin' });
    await eventually(
      () => Promise.resolve(monitors()),
      (names) => names.includes('berlin'),
      'peers of berlin',
    );
    const [status] = await eventually(
      () => new Promise<readonly { clockErrorMs?: number }[]>((resolve) => remote.monitors$.subscribe(resolve)),
      ([first]) => first?.clockErrorMs !== undefined,
      'clock of berlin',
    );
    expect(status!.clockErrorMs).toBeLessThan(50);
    const claim$ = of(sightingOf(1)).pipe(firstSeenByNats(connection, { network, monitor: 'berlin' }));
    expect(await lastValueFrom(claim$)).toMatchObject({ kind: 'sighting', isFirst: true });
    const again$ = of(sightingOf(1)).pipe(firstSeenByNats(connection, { network, monitor: 'other' }));
    expect(await lastValueFrom(again$)).toMatchObject({ kind: 'sighting', isFirst: false });
    expect([errors, refusals, publishing.error()]).toEqual([[], [], undefined]);
  });

  it('let the archive store the history and read it, and no monitor', async () => {
    const { connection } = await login('archive');
    await keepHistory(connection, { network, maxAgeMs: 60_000 });
    const nodes = await startSimulation(cleanup, { count: 2 });
    const berlin = await login('berlin');
    await startMonitor(cleanup, berlin.connection, nodes, { monitor: 'berlin' });
    const remote = fromNats(connection, { network, sinceMs: Date.now() - 60_000 });
    cleanup.add(() => remote.close());
    expect((await firstValueFrom(remote.joined$)).monitor).toBe('berlin');
    await expect(keepHistory(berlin.connection, { network, maxAgeMs: 1000 })).rejects.toThrow();
  });

  it('refuse a monitor that publishes on the subject of another one, and a reader that publishes records', async () => {
    const { monitors } = await read();
    const nodes = await startSimulation(cleanup, { count: 2 });
    const berlin = await login('berlin');
    await startMonitor(cleanup, berlin.connection, nodes, { monitor: 'tokyo' });
    await eventually(
      () => Promise.resolve(berlin.errors.join('\n')),
      (text) => text.includes('rxpeer.bitcoin%2Eregtest.tokyo.'),
      'refusal of the server',
    );
    const reader = await login('reader');
    reader.connection.publish('rxpeer.bitcoin%2Eregtest.berlin.1', new Uint8Array(40));
    await eventually(
      () => Promise.resolve(reader.errors.join('\n')),
      (text) => /permissions violation.*rxpeer\.bitcoin%2Eregtest\.berlin\.1/i.test(text),
      'refusal of the server',
    );
    expect(monitors()).toEqual([]);
  });

  // nats-server 2.9 forwards a subscription to a leaf node only if the site may publish on each subject that it matches.
  const readers: [string, string[] | undefined][] = [
    ['that names it', ['lima']],
    ...(program.version.startsWith('2.9.') ? [] : [['of all monitors', undefined] satisfies [string, undefined]]),
  ];

  it.each(readers)('show a monitor at a leaf node to a reader at the hub %s', async (_, wanted) => {
    const { monitors, remote } = await read(wanted);
    const lines = await configuration('leaf.conf', (text) =>
      text.replace('PASSWORD@hub.example.org:7422', `south@127.0.0.1:${leafPort}`),
    );
    const leaf = await startNats(program, { lines, jetStream: false });
    cleanup.add(() => leaf.stop());
    const nodes = await startSimulation(cleanup, { count: 2 });
    const lima = await connect({ servers: leaf.url });
    const berlin = await connect({ servers: leaf.url });
    cleanup.add(() => Promise.all([lima.close(), berlin.close()]));
    await startMonitor(cleanup, berlin, nodes, { monitor: 'berlin' });
    await startMonitor(cleanup, lima, nodes, { monitor: 'lima' });
    let messages = 0;
    remote.messages$.subscribe(() => (messages += 1));
    await eventually(
      () => Promise.resolve([messages, ...monitors()]),
      ([count, ...names]) => Number(count) > 50 && names.length > 0,
      'messages of lima',
    );
    // The site may not publish as berlin.
    expect(monitors()).toEqual(['lima']);
    const [status] = await eventually(
      () => new Promise<readonly { clockErrorMs?: number }[]>((resolve) => remote.monitors$.subscribe(resolve)),
      ([first]) => first?.clockErrorMs !== undefined,
      'clock of lima',
    );
    expect(status!.clockErrorMs).toBeLessThan(50);
  });
});

/** The lines of a configuration of the page. The helper for servers writes `listen`, `max_payload` and `jetstream` itself. */
async function configuration(name: string, change: (text: string) => string): Promise<string[]> {
  const text = change(await exampleIn('docs/scale.md', name));
  return text.split('\n').filter((line) => !/^(listen|max_payload|jetstream)/.test(line));
}
