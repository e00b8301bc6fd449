import { afterEach, describe, expect, it } from '@jest/globals';
import { Subject, type Subscription } from 'rxjs';
import { RecordList } from '../../../lib/export/nats/records/recordReader.js';
import { claimSubject, stateSubject } from '../../../lib/export/nats/recordSubject.js';
import type { Peer } from '../../../lib/index.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import {
  fromNats,
  publishTo,
  type MonitoredPeer,
  type MonitorStatus,
  type PublishOptions,
  type PublishState,
} from '../../../lib/nats.js';
import { FakeNats, turn } from '../../helpers/nats/fakeNats.js';
import { recordsOf } from '../../helpers/nats/recordLists.js';
import { addressesInGroups, nodesAt, poolIn } from '../../pool/virtualPool.js';

const subscriptions: Pick<Subscription, 'unsubscribe'>[] = [];

afterEach(() => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
});

/** A pool in virtual time that is published to a server in memory, and a reader of that server. */
function published({ peers = 2, ...options }: Partial<PublishOptions> & { peers?: number } = {}) {
  const net = virtualNetwork({ latencyMs: 10 });
  const addresses = addressesInGroups(peers);
  const theirs = nodesAt(net, addresses);
  const connection$ = new Subject<Peer>();
  const pool = poolIn(net, {
    addresses,
    outbound: peers,
    gossip: false,
    pingIntervalMs: 1000,
    onPeer: (peer) => connection$.next(peer),
  });
  const { network } = pool;
  const nats = new FakeNats();
  const [client, readerClient] = [nats.client(), nats.client()];
  const remote = fromNats(readerClient.connection, { network, scheduler: net.scheduler });
  subscriptions.push({ unsubscribe: () => remote.close() });
  let statuses: readonly MonitorStatus[] = [];
  const faults: unknown[] = [];
  remote.monitors$.subscribe((value) => (statuses = value));
  remote.faults$.subscribe((fault) => faults.push(fault));
  const states: PublishState[] = [];
  const ends: unknown[] = [];
  const start = (changes: Partial<PublishOptions> = {}, on = client): Subscription => {
    const all = { monitor: 'berlin', connection$, scheduler: net.scheduler, ...options, ...changes };
    const subscription = publishTo(on.connection, pool, all).subscribe({
      next: (state) => states.push(state),
      error: (error: unknown) => ends.push(error),
      complete: () => ends.push('complete'),
    });
    subscriptions.push(subscription);
    return subscription;
  };
  /** Advances in steps, so that promises of the client can settle between. */
  const advance = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 50) {
      net.advance(50);
      await turn();
    }
  };
  return {
    net,
    pool,
    theirs,
    network,
    nats,
    client,
    readerClient,
    remote,
    states,
    ends,
    faults,
    start,
    advance,
    status: () => statuses[0]!,
  };
}

describe('publishTo', () => {
  it('shows a reader every message of every peer, in order between its join and its end', async () => {
    const { advance, faults, pool, remote, start, states, status, theirs } = published();
    const log = new Map<string, string[]>();
    remote.connection$.subscribe((peer: MonitoredPeer) => {
      const lines: string[] = [];
      log.set(peer.address, lines);
      peer.traffic$.subscribe(({ command, direction }) => lines.push(`${direction} ${command}`));
      peer.closed$.subscribe(({ by }) => lines.push(`closed ${by}`));
    });
    remote.joined$.subscribe(({ address }) => log.get(address)!.push('joined'));
    const expected = new Map<string, string[]>();
    start();
    pool.joined$.subscribe(({ address }) => expected.get(address)?.push('joined'));
    pool.start();
    await advance(5000);
    theirs[0]!.close();
    await advance(1000);
    for (const lines of log.values()) {
      expect(lines.slice(0, 2).sort()).toEqual(['received version', 'sent version'].sort());
      expect(lines.indexOf('joined')).toBeGreaterThan(lines.indexOf('received verack') - 1);
      expect(lines.filter((line) => line === 'received pong').length).toBeGreaterThan(2);
    }
    const ended = [...log.values()].filter((lines) => lines.at(-1) === 'closed remote');
    expect(ended).toHaveLength(1);
    const total = [...log.values()].flat().filter((line) => /^(received|sent) /.test(line)).length;
    expect(states.at(-1)).toMatchObject({
      publishedMessages: total,
      droppedMessages: 0,
      isConnected: true,
      reconnects: 0,
    });
    expect(status()).toMatchObject({ lostRecords: 0, peers: 1, isAlive: true });
    expect(faults).toEqual([]);
  });

  it('publishes nothing before it has its name', async () => {
    const { advance, nats, network, pool, start } = published();
    start();
    pool.start();
    await advance(450);
    expect(new Set(nats.subjects())).toEqual(
      new Set([claimSubject(network.name, 'berlin'), stateSubject(network.name)]),
    );
    await advance(100);
    expect(nats.messages.length).toBeGreaterThan(5);
  });

  it('is refused if another one has the name, says no goodbye, and leaves nothing', async () => {
    const { advance, client, ends, nats, network, pool, remote, start, status } = published();
    start();
    pool.start();
    await advance(1000);
    const other = nats.client();
    start({}, other);
    await advance(1000);
    expect(ends).toEqual([
      expect.objectContaining({ code: 'MONITOR_NAME_TAKEN', message: expect.stringContaining('"berlin"') }),
    ]);
    expect(other.subscriptionCount).toBe(0);
    expect(other.statusListeners).toBe(0);
    // Claims, requests for the state, and questions about the clock.
    expect(client.subscriptionCount).toBe(3);
    const instances = new Set(
      nats.messages
        .filter(({ subject }) => subject.startsWith('rxpeer.'))
        .map(({ data }) => new RecordList(data).header.instance),
    );
    expect(instances.size).toBe(1);
    expect(status()).toMatchObject({ peers: 2, lostRecords: 0 });
    expect(network).toBe(remote.network);
  });

  it('drops beyond maxQueuedBytes while the server is frozen, and the reader counts the same', async () => {
    const { advance, client, pool, remote, start, states, status } = published({
      maxQueuedBytes: 20_000,
      payloads: true,
    });
    const messages: string[] = [];
    remote.connection$.subscribe(({ traffic$ }) => traffic$.subscribe(({ command }) => messages.push(command)));
    start();
    pool.start();
    await advance(2000);
    client.confirms = false;
    await advance(60_000);
    const frozen = states.at(-1)!;
    expect(frozen.droppedMessages).toBeGreaterThan(50);
    expect(frozen.queuedBytes).toBeLessThanOrEqual(20_000);
    client.confirms = true;
    client.confirm();
    await advance(3000);
    const thawed = states.at(-1)!;
    expect(thawed.droppedMessages).toBeGreaterThanOrEqual(frozen.droppedMessages);
    expect(status().droppedMessages).toBe(thawed.droppedMessages);
    // Events were dropped as well, so more records than messages are missing.
    expect(status().lostRecords).toBeGreaterThanOrEqual(thawed.droppedMessages);
    expect(messages).toHaveLength(thawed.publishedMessages);
  });

  it('continues after a lost connection, with the same counts on both sides', async () => {
    const { advance, client, ends, network, nats, pool, remote, start, states, status } = published();
    const received: string[] = [];
    remote.connection$.subscribe(({ traffic$ }) => traffic$.subscribe(({ command }) => received.push(command)));
    start();
    pool.start();
    await advance(3000);
    client.confirms = false;
    await advance(200);
    client.disconnect();
    await advance(5000);
    expect(states.at(-1)).toMatchObject({ isConnected: false });
    expect(client.lost).toBe(0);
    client.confirms = true;
    const claims = () => nats.subjects().filter((subject) => subject === claimSubject(network.name, 'berlin')).length;
    const before = claims();
    client.reconnect();
    await advance(2000);
    expect(claims()).toBe(before + 1);
    // Both counts of one moment.
    for (const { length } = states; states.length === length;) await advance(50);
    const state = states.at(-1)!;
    expect(state).toMatchObject({ isConnected: true, reconnects: 1 });
    expect(ends).toEqual([]);
    // What was in flight has arrived here, and counts as dropped: the server has not confirmed it.
    expect(received.length - state.publishedMessages).toBe(state.droppedMessages);
    expect(status().lostRecords).toBe(0);
  });

  it('leaves no timer, subscription or iterator when it is unsubscribed, and says goodbye once', async () => {
    const { advance, client, nats, net, pool, remote, start } = published();
    pool.start();
    await advance(500);
    remote.close();
    const timers = net.scheduler.waitingCount;
    const subscription = start();
    await advance(2000);
    const waiting = () => net.scheduler.waitingCount;
    // The heartbeat, the rotation of states, and the measurement of clocks.
    expect(waiting()).toBe(timers + 3);
    subscription.unsubscribe();
    await turn();
    expect(waiting()).toBe(timers);
    expect(client.subscriptionCount).toBe(0);
    expect(client.statusListeners).toBe(0);
    const count = nats.messages.length;
    await advance(3000);
    expect(nats.messages).toHaveLength(count);
    const kinds = nats.messages
      .filter(({ subject }) => subject.endsWith('.monitor'))
      .flatMap(({ data }) => recordsOf(data) as { event: { kind: string } }[]);
    expect(kinds.filter(({ event }) => event.kind === 'goodbye')).toHaveLength(1);
    expect(kinds.at(-1)!.event.kind).toBe('goodbye');
  });

  it('ends within 2 s when it is unsubscribed while the server is frozen', async () => {
    const { advance, client, net, pool, remote, start } = published();
    pool.start();
    await advance(500);
    remote.close();
    const timers = net.scheduler.waitingCount;
    const subscription = start();
    await advance(1000);
    client.confirms = false;
    await advance(2000);
    subscription.unsubscribe();
    expect(net.scheduler.waitingCount).toBe(timers + 1);
    await advance(2100);
    expect(net.scheduler.waitingCount).toBe(timers);
  });

  it('completes when the pool is closed, after a goodbye that nothing follows', async () => {
    const { advance, ends, nats, pool, remote, start, status } = published();
    const left: string[] = [];
    remote.left$.subscribe(({ reason }) => left.push(reason.by));
    start();
    pool.start();
    await advance(2000);
    pool.close();
    await advance(2000);
    expect(ends).toEqual(['complete']);
    expect(left).toEqual(['local', 'local']);
    const own = nats.messages
      .filter(({ subject }) => subject.endsWith('.monitor'))
      .flatMap(({ data }) => recordsOf(data) as { event: { kind: string } }[]);
    expect(own.filter(({ event }) => event.kind === 'goodbye')).toHaveLength(1);
    expect(own.at(-1)!.event.kind).toBe('goodbye');
    expect(status()).toMatchObject({ isAlive: false, lostRecords: 0 });
  });

  it('fails when the connection is closed, before and after the start', async () => {
    const { advance, client, ends, pool, start } = published();
    start();
    pool.start();
    await advance(1000);
    client.close(new Error('of the user'));
    await turn();
    expect(ends).toEqual([expect.objectContaining({ code: 'DISCONNECTED', cause: new Error('of the user') })]);
    start();
    expect(ends).toHaveLength(2);
    expect(ends[1]).toMatchObject({ name: 'NatsError', code: 'DISCONNECTED' });
  });

  it('publishes a peer instead of a pool', async () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const [address] = addressesInGroups(1);
    nodesAt(net, [address!]);
    const nats = new FakeNats();
    let peer: Peer | undefined;
    const pool = poolIn(net, { addresses: [address!], outbound: 1, gossip: false, onPeer: (each) => (peer ??= each) });
    const remote = fromNats(nats.client().connection, { network: pool.network, scheduler: net.scheduler });
    pool.start();
    for (let i = 0; peer === undefined && i < 20; i++) net.advance(10);
    const ends: string[] = [];
    subscriptions.push(
      publishTo(nats.client().connection, peer!, { monitor: 'one', scheduler: net.scheduler }).subscribe({
        complete: () => ends.push('complete'),
      }),
    );
    const log: string[] = [];
    remote.joined$.subscribe((each) => log.push(`joined ${each.address} ${each.protocolVersion}`));
    remote.left$.subscribe(({ reason }) => log.push(`left ${reason.by}`));
    for (let i = 0; i < 20; i++) {
      net.advance(100);
      await turn();
    }
    peer!.close();
    await turn();
    await turn();
    expect(log).toEqual([expect.stringMatching(new RegExp(`^joined ${address} \\d+$`)), 'left local']);
    expect(ends).toEqual(['complete']);
    remote.close();
  });

  it('answers a flood of state requests with a bounded number of states', async () => {
    const { advance, nats, network, pool, start } = published();
    start();
    pool.start();
    await advance(2000);
    const hostile = nats.client();
    const before = nats.messages.length;
    for (let i = 0; i < 10_000; i++) hostile.publish(stateSubject(network.name));
    await advance(1000);
    const answers = nats.messages.slice(before).filter(({ subject }) => subject.startsWith('rxpeer.')).length;
    expect(answers).toBeLessThan(40);
  });

  it.each([
    ['monitor', { monitor: '' }],
    ['monitor', { monitor: 'x'.repeat(101) }],
    ['stateIntervalMs', { stateIntervalMs: 99 }],
    ['maxQueuedBytes', { maxQueuedBytes: 0 }],
  ])('names the option %s if it is out of range', (name, options) => {
    const { start } = published();
    expect(() => start(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: name }));
  });
});
