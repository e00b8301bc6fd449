import { afterEach, expect, it } from '@jest/globals';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { filter, firstValueFrom, mergeMap, Subject, type Observable } from 'rxjs';
import { bitcoin, createIdentity, defaultConversations, type ReadyPeer, type Traffic } from '../../lib/index.js';
import { fromNats, subjectToken, type MonitorStatus, type PublishOptions, type RemotePool } from '../../lib/nats.js';
import { Cleanup, connectTo, startMonitor, type PublishedMonitor } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { describeWithNats, startNats, type NatsServerOptions } from '../helpers/nodes/natsServer.js';
import { listen } from '../../lib/node.js';
import { startProgram } from '../helpers/nodes/program.js';
import { eventually, soon } from '../helpers/nodes/soon.js';

const network = bitcoin.regtest;
const MIB = 1024 * 1024;

describeWithNats('faults between publishTo and fromNats', (program) => {
  const cleanup = new Cleanup();

  afterEach(() => cleanup.run());

  async function server(options: NatsServerOptions = {}) {
    const started = await startNats(program, options);
    cleanup.add(() => started.stop());
    return started;
  }

  /** A reader that counts, with its last statuses and the codes of its faults. */
  async function reader(url: string) {
    const connection = await connectTo(url, cleanup);
    const pool = fromNats(connection, { network });
    cleanup.add(() => pool.close());
    const counts = { messages: 0, faults: [] as string[] };
    let statuses: readonly MonitorStatus[] = [];
    pool.connection$.subscribe(({ traffic$ }) => traffic$.subscribe(() => (counts.messages += 1)));
    pool.faults$.subscribe(({ code }) => counts.faults.push(code));
    pool.monitors$.subscribe((value) => (statuses = value));
    return { pool, counts, connection, status: () => statuses[0] };
  }

  /** Waits until the reader has everything that the publisher sent, or counts it as lost; the last figures of both. */
  async function settled({ counts, status }: Awaited<ReturnType<typeof reader>>, monitor: PublishedMonitor) {
    monitor.pool.close();
    return eventually(
      () => Promise.resolve({ state: monitor.state()!, status: status()!, messages: counts.messages }),
      ({ state, status: last }) => state.queuedBytes === 0 && !last.isAlive,
      'goodbye of the monitor',
    );
  }

  it('survives a server that is killed and restarted twice in the middle of traffic', async () => {
    const nats = await server();
    const simulated = await startSimulation(cleanup, { count: 3, transactionIntervalMs: 5 });
    const read = await reader(nats.url);
    const monitor = await startMonitor(cleanup, nats.url, simulated, { monitor: 'berlin' });
    let sent = 0;
    monitor.pool.traffic$.subscribe(() => (sent += 1));
    await soon(read.pool.on('inv'), 'inventory');
    for (let i = 1; i <= 2; i++) {
      await nats.restart();
      await eventually(
        () => Promise.resolve(monitor.state()?.reconnects),
        (count) => count === i,
        'reconnection',
      );
      await soon(read.pool.on('inv'), 'inventory after the restart');
    }
    const { messages, state, status } = await settled(read, monitor);
    expect(monitor.error()).toBeUndefined();
    expect(state.publishedMessages + state.droppedMessages).toBeGreaterThanOrEqual(sent);
    // What the server had not confirmed may have arrived all the same; nothing that it confirmed is missing here without a gap.
    const missing = state.publishedMessages + state.droppedMessages - messages;
    expect(missing).toBeLessThanOrEqual(status.lostRecords);
    expect(status.lostRecords).toBeGreaterThanOrEqual(0);
    expect(read.counts.faults).toEqual([]);
  });

  it('survives a network that forwards nothing and is then cut', async () => {
    const nats = await server();
    const proxy = await startProxy(cleanup, nats.port);
    const simulated = await startSimulation(cleanup, { count: 2, transactionIntervalMs: 5 });
    const read = await reader(nats.url);
    const url = `nats://127.0.0.1:${proxy.port}`;
    const monitor = await startMonitor(cleanup, url, simulated, { monitor: 'berlin', maxQueuedBytes: 50_000 });
    await soon(read.pool.on('inv'), 'inventory');
    proxy.freeze();
    await eventually(
      () => Promise.resolve(monitor.state()),
      (state) => (state?.droppedMessages ?? 0) > 10,
      'dropped messages',
    );
    expect(monitor.state()!.queuedBytes).toBeLessThanOrEqual(50_000);
    proxy.cut();
    await eventually(
      () => Promise.resolve(monitor.state()),
      (state) => state?.reconnects === 1,
      'reconnection',
    );
    await soon(read.pool.on('inv'), 'inventory after the cut');
    const { messages, state, status } = await settled(read, monitor);
    const missing = state.publishedMessages + state.droppedMessages - messages;
    expect(missing).toBeGreaterThan(0);
    expect(missing).toBeLessThanOrEqual(status.lostRecords);
    expect(status.droppedMessages).toBeGreaterThan(10);
    expect(read.counts.faults).toEqual([]);
  });

  it('delivers a block above max_payload in chunks', async () => {
    const nats = await server({ maxPayload: '64KB' });
    const read = await reader(nats.url);
    const monitor = await hostileMonitor(nats.url);
    const payload = new Uint8Array(3_000_000).map((_, i) => i & 0xff);
    const arrived = firstValueFrom(weirdFrames(read.pool));
    void monitor.send('weird', payload);
    const { payload: bytes, sizeBytes } = await arrived;
    expect(sizeBytes).toBeGreaterThan(3_000_000);
    expect(Buffer.compare(bytes, payload)).toBe(0);
    expect(read.counts.faults).toEqual([]);
  });

  it('carries 1,000 unknown commands of a hostile remote, without a subject or a state of their own', async () => {
    const nats = await server();
    const read = await reader(nats.url);
    const plain = await connectTo(nats.url, cleanup);
    const subjects = new Set<string>();
    plain.subscribe('rxpeer.>', { callback: (_, { subject }) => void subjects.add(subject) });
    const monitor = await hostileMonitor(nats.url, { perCommand: true });
    const commands = new Set<string>();
    let unknown = 0;
    read.pool.connection$.subscribe((peer) => {
      peer.traffic$.subscribe(({ command }) => commands.add(command));
      peer.on('unknown' as never).subscribe(() => (unknown += 1));
    });
    for (let i = 0; i < 1000; i++) void monitor.send(`odd${i}`, new Uint8Array(3));
    await eventually(
      () => Promise.resolve(unknown),
      (count) => count === 1000,
      '1,000 unknown messages',
    );
    expect([...commands].filter((command) => command.startsWith('odd'))).toHaveLength(1000);
    await eventually(
      () => Promise.resolve([...subjects].filter((subject) => subject.endsWith('.received.unknown'))),
      ({ length }) => length === 1,
      'subject of unknown messages',
    );
    await plain.flush();
    expect([...subjects].filter((subject) => subject.includes('odd'))).toEqual([]);
  });

  it('refuses a second monitor with a name, and leaves the first one alone', async () => {
    const nats = await server();
    const simulated = await startSimulation(cleanup, { count: 2 });
    const read = await reader(nats.url);
    const first = await startMonitor(cleanup, nats.url, simulated, { monitor: 'berlin' });
    await soon(read.pool.peers$.pipe(filter(({ length }) => length === 2)), 'peers');
    let leftPeers = 0;
    read.pool.left$.subscribe(() => (leftPeers += 1));
    const second = await startMonitor(cleanup, nats.url, simulated, { monitor: 'berlin' });
    await eventually(
      () => Promise.resolve(second.error()),
      (error) => error !== undefined,
      'refusal',
    );
    expect(second.error()).toMatchObject({ name: 'NatsError', code: 'MONITOR_NAME_TAKEN' });
    await soon(read.pool.on('inv'), 'inventory of the first');
    expect(first.error()).toBeUndefined();
    expect(leftPeers).toBe(0);
    expect(await soon(read.pool.monitors$.pipe(filter(({ length }) => length > 0)), 'status')).toMatchObject([
      { monitor: 'berlin', lostRecords: 0 },
    ]);
  });

  it('reports hostile payloads as faults, and shows the real monitors all the same', async () => {
    const nats = await server();
    const simulated = await startSimulation(cleanup, { count: 2 });
    const read = await reader(nats.url);
    await startMonitor(cleanup, nats.url, simulated, { monitor: 'berlin' });
    await soon(read.pool.peers$.pipe(filter(({ length }) => length === 2)), 'peers');
    const hostile = await connectTo(nats.url, cleanup);
    const prefix = `rxpeer.${subjectToken(network.name)}`;
    for (let i = 0; i < 200; i++) {
      const bytes = new Uint8Array(i).map((_, at) => (at * 31 + i) & 0xff);
      for (const subject of ['berlin.1', 'berlin.monitor', `x${i}.1`, '%.%'])
        hostile.publish(`${prefix}.${subject}`, bytes);
    }
    hostile.publish(`${prefix}.berlin.1`, new Uint8Array(7_000_000).fill(1));
    await hostile.flush();
    await eventually(
      () => Promise.resolve(read.counts.faults.length),
      (count) => count === 801,
      '801 faults',
    );
    expect(new Set(read.counts.faults)).toEqual(new Set(['BAD_PAYLOAD']));
    await soon(read.pool.on('inv'), 'inventory');
    expect(await firstValueFrom(read.pool.peers$)).toHaveLength(2);
    expect(await soon(read.pool.monitors$.pipe(filter(({ length }) => length > 0)), 'status')).toContainEqual(
      expect.objectContaining({ monitor: 'berlin', lostRecords: 0 }),
    );
  });

  it('does not let a slow reader slow the publisher, and the reader counts what it lost', async () => {
    const nats = await server({ maxPayload: '128KB', lines: ['max_pending: 262144', 'write_deadline: "500ms"'] });
    const slow = startProgram(['--input-type=module', '-e', SLOW_READER, nats.url]);
    cleanup.add(() => slow.kill());
    await slow.line(/^reading/);
    const read = await reader(nats.url);
    const monitor = await hostileMonitor(nats.url);
    await monitor.send('weird', new Uint8Array(10));
    await slow.line(/^blocked/);
    // 10 MB within about a second: more than the server keeps for a reader, less than the publisher keeps for the server.
    for (let i = 0; i < 100; i++) {
      void monitor.send('weird', new Uint8Array(100_000));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const line = await slow.line(/^lost [1-9]/);
    expect(Number(line.split(' ')[1])).toBeGreaterThan(10);
    await eventually(
      () => Promise.resolve(monitor.state()),
      (state) => (state?.publishedMessages ?? 0) >= 100,
      'everything published',
    );
    expect(monitor.state()).toMatchObject({ droppedMessages: 0, isConnected: true, reconnects: 0 });
    expect(read.counts.faults).toEqual([]);
  });

  it('costs a bounded amount of memory while there is no server', async () => {
    const nats = await server();
    const monitor = await hostileMonitor(nats.url, { maxQueuedBytes: MIB });
    await nats.kill();
    const before = await usedBytes();
    for (let round = 0; round < 50; round++) {
      for (let i = 0; i < 1000; i++) void monitor.send('weird', new Uint8Array(40));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const state = await eventually(
      () => Promise.resolve(monitor.state()),
      (last) => (last?.droppedMessages ?? 0) > 20_000,
      'dropped messages',
    );
    const takenBytes = (await usedBytes()) - before;
    expect(state!.queuedBytes).toBeGreaterThan(0.9 * MIB);
    expect(state!.queuedBytes).toBeLessThanOrEqual(MIB);
    expect(takenBytes).toBeLessThan(4 * MIB);
  });

  /** A monitor that is connected to one remote, which sends what the spec says. */
  async function hostileMonitor(url: string, options: Partial<PublishOptions> = {}) {
    const remote$ = new Subject<ReadyPeer>();
    const port$ = new Subject<number>();
    const port = firstValueFrom(port$);
    const remote = firstValueFrom(remote$);
    const listening = listen({
      network,
      port: 0,
      identity: createIdentity(),
      conversations: defaultConversations(),
      onListening: (address) => port$.next(address.port),
    }).subscribe(remote$);
    cleanup.add(() => listening.unsubscribe());
    const nodes = [{ host: '127.0.0.1', port: await port }] as unknown as Parameters<typeof startMonitor>[2]['nodes'];
    const monitor = await startMonitor(cleanup, url, { nodes }, { monitor: 'berlin', ...options });
    const sender = await remote;
    return {
      ...monitor,
      send: (name: string, payload: Uint8Array) => sender.send({ command: 'unknown', name, payload }),
    };
  }
});

/** A reader that is busy for 3 s after its first message, in a process of its own. */
const SLOW_READER = `
  import { connect } from '@nats-io/transport-node';
  import { bitcoin } from './dist/index.js';
  import { fromNats } from './dist/nats.js';
  const connection = await connect({ servers: process.argv[1], reconnectTimeWait: 50, maxReconnectAttempts: -1 });
  const pool = fromNats(connection, { network: bitcoin.regtest });
  pool.connection$.subscribe((peer) => {
    let isBusy = false;
    peer.traffic$.subscribe(({ command }) => {
      if (isBusy || command !== 'weird') return;
      isBusy = true;
      console.log('blocked');
      const endMs = Date.now() + 3000;
      while (Date.now() < endMs);
    });
  });
  pool.monitors$.subscribe((monitors) => monitors.forEach(({ lostRecords }) => console.log('lost ' + lostRecords)));
  await connection.flush();
  console.log('reading');
`;

/** The frames with the command of the specs. */
function weirdFrames(pool: RemotePool): Observable<Traffic> {
  return pool.connection$.pipe(
    mergeMap(({ traffic$ }) => traffic$),
    filter(({ command }) => command === 'weird'),
  );
}

/** A network between a client and a server that a spec can stop. */
async function startProxy(cleanup: Cleanup, serverPort: number) {
  const pairs = new Set<readonly [Socket, Socket]>();
  let isFrozen = false;
  const server = createServer((client) => {
    const upstream = createConnection(serverPort, '127.0.0.1');
    const pair = [client, upstream] as const;
    pairs.add(pair);
    for (const socket of pair) socket.on('error', () => undefined).on('close', () => pairs.delete(pair));
    client.on('data', (bytes) => isFrozen || upstream.write(bytes)).on('close', () => upstream.destroy());
    upstream.on('data', (bytes) => isFrozen || client.write(bytes)).on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    isFrozen = false;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  cleanup.add(() => {
    cut();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, freeze: () => void (isFrozen = true), cut };
}

/** What the process uses after a collection: the heap and the buffers outside of it. */
async function usedBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
