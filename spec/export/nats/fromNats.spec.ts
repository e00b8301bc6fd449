import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { config } from 'rxjs';
import { splitIntoChunks } from '../../../lib/export/nats/records/chunks.js';
import { stateSubject } from '../../../lib/export/nats/recordSubject.js';
import { bitcoin } from '../../../lib/index.js';
import {
  fromNats,
  type FromNatsOptions,
  type MonitoredPeer,
  type MonitorStatus,
  subjectToken,
} from '../../../lib/nats.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { cpuMsOf } from '../../helpers/cpuMsOf.js';
import { FakeMonitor, pingPayload } from '../../helpers/nats/fakeMonitor.js';
import { FakeNats, turn } from '../../helpers/nats/fakeNats.js';
import { START_MS } from '../../helpers/nats/recordLists.js';

const network = bitcoin.regtest;
const open: { close(): void }[] = [];

afterEach(() => {
  for (const pool of open.splice(0)) pool.close();
  config.onUnhandledError = null;
});

/** A reader, a client that publishes, and what the reader has emitted. */
function reader(options: Partial<FromNatsOptions> = {}) {
  const nats = new FakeNats();
  const time = new VirtualTime();
  const client = nats.client();
  const pool = fromNats(client.connection, { network, scheduler: time, ...options });
  open.push(pool);
  const log: string[] = [];
  const faults: string[] = [];
  let statuses: readonly MonitorStatus[] = [];
  pool.joined$.subscribe(({ address, monitor }) => log.push(`joined ${monitor} ${address}`));
  pool.left$.subscribe(({ peer, reason }) => log.push(`left ${peer.monitor} ${peer.address} ${reason.by}`));
  pool.faults$.subscribe(({ code }) => faults.push(code));
  pool.monitors$.subscribe((value) => (statuses = value));
  const publisher = nats.client();
  return {
    nats,
    time,
    client,
    pool,
    log,
    faults,
    publisher,
    monitor: (name = 'berlin', instance?: string) => new FakeMonitor(publisher, name, instance),
    /** The status of a monitor after the next check. */
    status: (name = 'berlin') => {
      time.advance(1000);
      return statuses.find(({ monitor }) => monitor === name)!;
    },
    stateRequests: () => nats.subjects().filter((subject) => subject === stateSubject(network.name)).length,
    peers: () => {
      let peers: readonly MonitoredPeer[] = [];
      pool.peers$.subscribe((value) => (peers = value)).unsubscribe();
      return peers;
    },
  };
}

const OTHER = '2222222222222222';

describe('fromNats', () => {
  it('merges the peers of two monitors', () => {
    const { log, monitor, peers } = reader();
    const [berlin, tokyo] = [monitor('berlin'), monitor('tokyo', OTHER)];
    berlin.join(1);
    tokyo.join(1, 2);
    berlin.leave(1);
    expect(log).toEqual([
      'joined berlin 10.0.0.1:1',
      'joined tokyo 10.0.0.1:1',
      'joined tokyo 10.0.0.2:1',
      'left berlin 10.0.0.1:1 remote',
    ]);
    expect(new Set(peers().map(({ id }) => id)).size).toBe(2);
  });

  it('gives messages to loops, by a policy that does not pause', async () => {
    const { monitor, pool } = reader();
    const streams = [pool.stream('ping', { overflow: 'last', size: 2 }), pool.stream({ overflow: 'latest' })];
    const berlin = monitor('berlin');
    berlin.join(1);
    for (const nonce of [1, 2, 3]) berlin.message(1, 'ping', pingPayload(nonce));
    pool.close();
    const texts: string[][] = [];
    for (const stream of streams) {
      texts.push([]);
      for await (const { peer, message } of stream) {
        texts.at(-1)!.push(`${peer.monitor} ${message.command} ${(message as { nonce?: bigint }).nonce}`);
      }
    }
    expect(texts).toEqual([['berlin ping 2', 'berlin ping 3'], ['berlin ping 3']]);
    expect(() => pool.stream('ping', { overflow: 'pause' } as never)).toThrow('cannot be paused');
    expect(() => pool.stream({} as never)).toThrow('overflow: ');
  });

  it('reads only the monitors that are named, each once', () => {
    const { log, monitor, pool } = reader({ monitors: ['berlin', 'berlin', 'a b'] });
    const nonces: bigint[] = [];
    pool.on('ping').subscribe(({ message }) => nonces.push(message.nonce!));
    const berlin = monitor('berlin');
    berlin.join(1);
    berlin.message(1, 'ping', pingPayload(4));
    monitor('a b', OTHER).join(2);
    monitor('tokyo', '3333333333333333').join(3);
    expect(log).toEqual(['joined berlin 10.0.0.1:1', 'joined a b 10.0.0.2:1']);
    expect(nonces).toEqual([4n]);
  });

  it('shows a list in chunks as one list', () => {
    const { monitor, pool, status } = reader();
    const berlin = monitor();
    berlin.join(1);
    const sizes: number[] = [];
    pool.traffic$.subscribe(({ traffic }) => sizes.push(traffic.sizeBytes));
    const bytes = berlin.list({ id: 1 }, (writer) =>
      writer.addMessage(
        START_MS,
        {
          direction: 'received',
          command: 'block',
          payload: new Uint8Array(500_000),
          sizeBytes: 500_024,
          isRefused: false,
        },
        true,
      ),
    );
    for (const chunk of splitIntoChunks(bytes, 64 * 1024)!) berlin.send(chunk, 1);
    expect(sizes).toEqual([500_024]);
    expect(status()).toMatchObject({ lostRecords: 0, receivedRecords: 2 });
  });

  it('refuses chunks within chunks, at any depth', () => {
    const { faults, monitor, pool } = reader();
    const berlin = monitor();
    berlin.join(1);
    let bytes = berlin.list({ id: 1 }, (writer) => writer.addEvent(START_MS, new Uint8Array(0)));
    for (let depth = 0; depth < 3000; depth++) {
      const chunk = new Uint8Array(30 + bytes.length);
      chunk.set(bytes.subarray(0, 26));
      chunk[1] = 8;
      chunk.set([0, 0, 1, 0], 26);
      chunk.set(bytes, 30);
      bytes = chunk;
    }
    const cpuMs = cpuMsOf(() => berlin.send(bytes, 1));
    expect(faults).toEqual(['BAD_PAYLOAD']);
    expect(cpuMs).toBeLessThan(1000);
    expect(pool).toBeDefined();
  });

  it('bounds what the incomplete lists of all monitors take', () => {
    const { faults, publisher } = reader({ maxListBytes: 1024 });
    for (let i = 0; i < 50; i++) {
      const fake = new FakeMonitor(publisher, `m${i}`, String(i).padStart(16, '0'));
      const bytes = fake.list({ id: 1 }, (writer) => writer.addEvent(START_MS, new Uint8Array(900)));
      fake.send(splitIntoChunks(bytes, 500)![0]!, 1);
    }
    expect(faults.length).toBeGreaterThan(40);
    expect(new Set(faults)).toEqual(new Set(['RECORDS_TOO_LARGE']));
  });

  it('gives the incomplete list of a monitor that is silent up', () => {
    const { faults, publisher, time } = reader({ maxListBytes: 1024 });
    const incomplete = (name: string) => {
      const fake = new FakeMonitor(publisher, name, '4444444444444444');
      const bytes = fake.list({ id: 1 }, (writer) => writer.addEvent(START_MS, new Uint8Array(900)));
      fake.send(splitIntoChunks(bytes, 500)![0]!, 1);
    };
    for (let i = 0; i < 6; i++) incomplete(`m${i}`);
    const before = faults.length;
    expect(before).toBeGreaterThan(0);
    time.advance(11_000);
    incomplete('late');
    expect(faults).toHaveLength(before);
  });

  describe('losses', () => {
    it('counts the records of a gap', () => {
      const { monitor, status } = reader();
      const berlin = monitor();
      berlin.sequence = 1000;
      berlin.join(1);
      berlin.sequence += 17;
      berlin.join(2);
      expect(status()).toMatchObject({ lostRecords: 17, receivedRecords: 2 });
    });

    it('counts a repeated list as no gap', () => {
      const { monitor, status } = reader();
      const berlin = monitor();
      berlin.join(1, 2);
      const again = berlin.list({ id: 1 }, (writer) =>
        writer.addMessage(
          START_MS,
          { direction: 'sent', command: 'ping', payload: pingPayload(1), sizeBytes: 32, isRefused: false },
          true,
        ),
      );
      berlin.send(again, 1);
      berlin.join(3);
      berlin.send(again, 1);
      berlin.join(4);
      expect(status().lostRecords).toBe(0);
    });

    it('counts what is left of a damaged list', () => {
      const { faults, monitor, status } = reader();
      const berlin = monitor();
      berlin.join(1);
      const bytes = berlin.list({ id: 1 }, (writer) => {
        for (let i = 0; i < 10; i++)
          writer.addMessage(
            START_MS,
            { direction: 'sent', command: 'ping', payload: pingPayload(i), sizeBytes: 32, isRefused: false },
            true,
          );
      });
      berlin.send(bytes.slice(0, -1), 1);
      berlin.join(2);
      expect(faults).toEqual(['BAD_PAYLOAD']);
      expect(status()).toMatchObject({ lostRecords: 1, receivedRecords: 11 });
    });

    it('continues after an event that cannot be read', () => {
      const { faults, log, monitor, status } = reader();
      const berlin = monitor();
      berlin.join(1);
      const unknown = new TextEncoder().encode('{"kind":"of a later version"}');
      berlin.send(
        berlin.list({ id: 1 }, (writer) => {
          writer.addEvent(START_MS, unknown);
          writer.addEvent(START_MS, new TextEncoder().encode('{"kind":"closed","reason":{"by":"remote"}}'));
        }),
        1,
      );
      expect(log).toEqual(['joined berlin 10.0.0.1:1', 'left berlin 10.0.0.1:1 remote']);
      expect(faults).toEqual(['BAD_PAYLOAD']);
      expect(status()).toMatchObject({ lostRecords: 0, receivedRecords: 3 });
    });

    it('shows what the heartbeat says of dropped messages', () => {
      const { monitor, status } = reader();
      monitor().heartbeat(42);
      expect(status()).toMatchObject({ droppedMessages: 42, startedAtMs: START_MS, version: '1' });
    });

    it('asks for the state after a gap, and closes the peers whose end was lost', () => {
      const { log, monitor, stateRequests, time } = reader();
      const berlin = monitor();
      berlin.join(1, 2);
      time.advance(5000);
      const before = stateRequests();
      berlin.sequence += 3;
      berlin.heartbeat();
      for (let second = 0; second < 40; second++) {
        time.advance(1000);
        berlin.heartbeat();
        if (second % 5 === 0)
          berlin.event({ id: 2 }, { kind: 'ping', roundTrip: { nonce: 1n, sentAtMs: 1, roundTripMs: 1 } });
      }
      expect(stateRequests()).toBeGreaterThan(before);
      expect(log).toEqual(['joined berlin 10.0.0.1:1', 'joined berlin 10.0.0.2:1', 'left berlin 10.0.0.1:1 fault']);
    });

    it('reports a subscription that the server refuses', () => {
      const { client, faults } = reader();
      client.failSubscriptions(new Error('permissions violation'));
      expect(faults).toEqual(['SUBSCRIBE_FAILED']);
    });
  });

  describe('a monitor', () => {
    it('that starts again closes its peers, and its late lists are ignored and counted', () => {
      const { log, monitor, status } = reader();
      const [old, restarted] = [monitor(), monitor('berlin', OTHER)];
      old.join(1);
      restarted.join(1);
      old.join(2, 3);
      expect(log).toEqual(['joined berlin 10.0.0.1:1', 'left berlin 10.0.0.1:1 fault', 'joined berlin 10.0.0.1:1']);
      expect(status()).toMatchObject({ peers: 1, lostRecords: 2 });
    });

    it('continues after one message of another client with its name', () => {
      const { log, monitor, peers, time } = reader();
      const [berlin, hostile] = [monitor(), monitor('berlin', OTHER)];
      berlin.join(1);
      hostile.heartbeat();
      expect(peers()).toEqual([]);
      for (let second = 0; second < 5; second++) {
        time.advance(1000);
        berlin.join(1);
      }
      expect(peers()).toHaveLength(1);
      expect(log.at(-1)).toBe('joined berlin 10.0.0.1:1');
    });

    it('continues after a goodbye that it did not send', () => {
      const { monitor, peers, time } = reader();
      const berlin = monitor();
      berlin.join(1);
      berlin.event(undefined, { kind: 'goodbye' });
      berlin.join(1);
      expect(peers()).toEqual([]);
      time.advance(5000);
      berlin.join(1);
      expect(peers()).toHaveLength(1);
    });

    it('that says goodbye closes its peers', () => {
      const { log, monitor, status } = reader();
      const berlin = monitor();
      berlin.join(1);
      berlin.event(undefined, { kind: 'goodbye' });
      expect(log.at(-1)).toBe('left berlin 10.0.0.1:1 local');
      expect(status()).toMatchObject({ isAlive: false, peers: 0 });
    });

    it('that is silent for monitorTimeoutMs closes its peers, and not before', () => {
      const { log, monitor, time } = reader({ monitorTimeoutMs: 5000 });
      monitor().join(1);
      time.advance(4999);
      expect(log).toHaveLength(1);
      time.advance(1);
      expect(log.at(-1)).toBe('left berlin 10.0.0.1:1 fault');
    });

    it('that was silent and comes back continues, and the gap is counted', () => {
      const { monitor, peers, status, time } = reader();
      const berlin = monitor();
      berlin.join(1);
      time.advance(20_000);
      expect(peers()).toEqual([]);
      berlin.sequence += 100;
      berlin.join(1);
      expect(peers()).toHaveLength(1);
      expect(status()).toMatchObject({ isAlive: true, lostRecords: 100 });
    });

    it('beyond maxMonitors is a fault, until another one has ended', () => {
      const { faults, log, monitor } = reader({ maxMonitors: 2 });
      const first = monitor('a', '000000000000000a');
      first.join(1);
      monitor('b', '000000000000000b').join(1);
      const third = monitor('c', '000000000000000c');
      third.join(1);
      expect(faults).toEqual(['TOO_MANY_MONITORS']);
      first.event(undefined, { kind: 'goodbye' });
      third.join(1);
      expect(log.at(-1)).toBe('joined c 10.0.0.1:1');
      expect(faults).toHaveLength(1);
    });
  });

  describe('peers', () => {
    it('beyond maxPeers are a fault and counted as lost, until another one has ended', () => {
      const { faults, log, monitor, status } = reader({ maxPeers: 2 });
      const berlin = monitor();
      berlin.join(1, 2, 3);
      expect(faults).toEqual(['TOO_MANY_PEERS']);
      berlin.leave(1);
      berlin.join(3);
      expect(log.slice(-2)).toEqual(['left berlin 10.0.0.1:1 remote', 'joined berlin 10.0.0.3:1']);
      expect(status()).toMatchObject({ peers: 2, lostRecords: 1 });
    });

    it('that a list closes several times count once', () => {
      const { log, monitor, peers, faults } = reader({ maxPeers: 1 });
      const berlin = monitor();
      const closed = { kind: 'closed', reason: { by: 'remote' } } as const;
      berlin.join(1);
      berlin.event({ id: 1 }, closed, closed, { kind: 'goodbye' }, closed);
      berlin.join(2, 3);
      expect(peers()).toHaveLength(1);
      expect(faults).toEqual(['TOO_MANY_PEERS']);
      expect(log.filter((line) => line.startsWith('left'))).toHaveLength(1);
    });

    it('do not join after they were closed in the same list', () => {
      const { monitor, peers } = reader();
      const berlin = monitor();
      const joined = (() => {
        berlin.join(9);
        return peers()[0]!;
      })();
      const { local, remote } = joined;
      berlin.event({ id: 1 }, { kind: 'closed', reason: { by: 'remote' } }, { kind: 'joined', local, remote });
      expect(peers().map(({ address }) => address)).toEqual(['10.0.0.9:1']);
    });

    it('are emitted by connection$ before their handshake is complete', () => {
      const { log, monitor, pool } = reader();
      const seen: string[] = [];
      pool.connection$.subscribe(({ address }) => seen.push(address));
      const berlin = monitor();
      berlin.event({ id: 1, isReady: false, protocolVersion: 0 }, { kind: 'closed', reason: { by: 'remote' } });
      expect(seen).toEqual(['10.0.0.1:1']);
      expect(log).toEqual([]);
    });
  });

  describe('delivery', () => {
    it('shows the times of the records, also to connection$', () => {
      const { monitor, pool, time } = reader();
      const times: number[] = [];
      const now = () => times.push(pool.scheduler.wallMs());
      pool.connection$.subscribe(now);
      pool.joined$.subscribe(now);
      pool.on('ping').subscribe(now);
      pool.left$.subscribe(now);
      const berlin = monitor();
      berlin.join(1);
      berlin.atMs = START_MS + 5;
      berlin.message(1, 'ping', pingPayload(1));
      berlin.atMs = START_MS + 7;
      berlin.leave(1);
      expect(times).toEqual([START_MS, START_MS, START_MS + 5, START_MS + 7]);
      expect(pool.scheduler.wallMs()).toBe(time.wallMs());
    });

    it('decodes only for subscribers', () => {
      const { faults, monitor, pool } = reader();
      const berlin = monitor();
      berlin.join(1);
      berlin.message(1, 'ping', Uint8Array.of(1));
      expect(faults).toEqual([]);
      pool.on('ping').subscribe();
      berlin.message(1, 'ping', Uint8Array.of(1));
      expect(faults).toEqual(['SHORT_PAYLOAD']);
    });

    it('reports nothing for a refused message whose traffic is decoded: its peer has reported it', () => {
      const { faults, monitor, pool } = reader();
      const berlin = monitor();
      berlin.join(1);
      const messages: unknown[] = [];
      pool.traffic$.subscribe(({ traffic }) => messages.push(traffic.message()));
      berlin.message(1, 'ping', Uint8Array.of(1), true);
      berlin.message(1, 'ping', pingPayload(2));
      expect(messages).toEqual([undefined, { command: 'ping', nonce: 2n }]);
      expect(faults).toEqual([]);
    });

    it('continues after subscribers that throw', async () => {
      const unhandled = jest.fn();
      config.onUnhandledError = unhandled;
      const { monitor, pool, status, log } = reader();
      const fail = () => {
        throw new Error('of a subscriber');
      };
      const nonces: bigint[] = [];
      for (const stream$ of [pool.connection$, pool.joined$, pool.left$, pool.on('ping'), pool.traffic$, pool.peers$])
        (stream$ as typeof pool.connection$).subscribe(fail);
      pool.on('ping').subscribe(({ message }) => nonces.push(message.nonce!));
      const berlin = monitor();
      berlin.join(1);
      berlin.message(1, 'ping', pingPayload(1));
      berlin.message(1, 'ping', pingPayload(2));
      berlin.leave(1);
      expect(nonces).toEqual([1n, 2n]);
      expect(log).toHaveLength(2);
      expect(status()).toMatchObject({ lostRecords: 0, receivedRecords: 4 });
      // RxJS reports what a subscriber throws in a timer of its own.
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(unhandled).toHaveBeenCalledTimes(10);
    });

    it('starts a subscriber that joins during a delivery with the next message', () => {
      const { monitor, pool } = reader();
      const late: bigint[] = [];
      let isSubscribed = false;
      pool.on('ping').subscribe(({ peer }) => {
        if (isSubscribed) return;
        isSubscribed = true;
        peer.on('ping').subscribe(({ nonce }) => late.push(nonce!));
        peer.messages$.subscribe((message) => message.command === 'ping' && late.push(message.nonce!));
      });
      const berlin = monitor();
      berlin.join(1);
      berlin.message(1, 'ping', pingPayload(1));
      berlin.message(1, 'ping', pingPayload(2));
      expect(late).toEqual([2n, 2n]);
    });

    it('sums the figures of the monitors in stats$', () => {
      const { monitor, pool, time } = reader();
      let stats: unknown;
      pool.stats$.subscribe((value) => (stats = value));
      const figures = {
        inbound: 0,
        outbound: 9,
        connecting: 1,
        freshAddresses: 2,
        triedAddresses: 3,
        discouragedAddresses: 4,
        bannedAddresses: 5,
      };
      for (const name of ['a', 'b']) {
        const fake = monitor(name, `00000000000000${name === 'a' ? '01' : '02'}`);
        const heartbeat = { startedAtMs: 1, version: '1', droppedMessages: 0, pool: figures };
        fake.event(undefined, { kind: 'heartbeat', heartbeat });
        fake.join(1);
        fake.event({ id: 2, direction: 'inbound' }, ...joinedEvent());
      }
      expect(stats).toEqual({
        inbound: 2,
        outbound: 2,
        connecting: 2,
        freshAddresses: 4,
        triedAddresses: 6,
        discouragedAddresses: 8,
        bannedAddresses: 10,
      });
      time.advance(20_000);
      expect(stats).toMatchObject({ inbound: 0, outbound: 0, connecting: 0, bannedAddresses: 0 });
    });
  });

  describe('close()', () => {
    it('completes everything, and leaves no subscription and no timer', () => {
      const { client, monitor, pool, time, log } = reader();
      const berlin = monitor();
      berlin.join(1);
      const completed: string[] = [];
      let peer: MonitoredPeer | undefined;
      pool.peers$.subscribe(([first]) => (peer = first ?? peer));
      const streams = {
        peers$: pool.peers$,
        joined$: pool.joined$,
        left$: pool.left$,
        failed$: pool.failed$,
        faults$: pool.faults$,
        stats$: pool.stats$,
        messages$: pool.messages$,
        traffic$: pool.traffic$,
        on$: pool.on('ping'),
        connection$: pool.connection$,
        monitors$: pool.monitors$,
        peerMessages$: peer!.messages$,
        peerOn$: peer!.on('ping'),
        peerTraffic$: peer!.traffic$,
        closed$: peer!.closed$,
        pings$: peer!.pings$,
      };
      for (const [name, stream$] of Object.entries(streams))
        (stream$ as typeof pool.stats$).subscribe({ complete: () => completed.push(name) });
      pool.close();
      pool.close();
      expect(completed.sort()).toEqual(Object.keys(streams).sort());
      expect(log.at(-1)).toBe('left berlin 10.0.0.1:1 local');
      expect(client.subscriptionCount).toBe(0);
      expect(time.waitingCount).toBe(0);
    });

    it('can be called by a subscriber during a delivery', () => {
      const { log, monitor, pool } = reader();
      pool.joined$.subscribe(() => pool.close());
      const berlin = monitor();
      berlin.join(1);
      berlin.join(2);
      expect(log).toEqual(['joined berlin 10.0.0.1:1', 'left berlin 10.0.0.1:1 local']);
    });

    it('follows from the end of the connection', async () => {
      const { client, log, monitor, pool } = reader();
      monitor().join(1);
      let isComplete = false;
      pool.peers$.subscribe({ complete: () => (isComplete = true) });
      client.close();
      await turn();
      expect(isComplete).toBe(true);
      expect(log).toHaveLength(2);
    });
  });

  it('reports hostile messages, and changes nothing else', () => {
    const { faults, log, monitor, publisher, status } = reader();
    const berlin = monitor();
    berlin.join(1);
    for (const subject of ['berlin.1', 'berlin.monitor', 'tok%79o.1', '%%.1', 'x.y'])
      publisher.publish(`rxpeer.${subjectToken(network.name)}.${subject}`, Uint8Array.of(1, 2, 3));
    publisher.publish(`rxpeer.${subjectToken(network.name)}.berlin.1`, '');
    publisher.publish(`rxpeer.${subjectToken(network.name)}.berlin.1`, 'x'.repeat(1000));
    expect(faults).toHaveLength(7);
    expect(new Set(faults)).toEqual(new Set(['BAD_PAYLOAD', 'BAD_SUBJECT']));
    expect(log).toEqual(['joined berlin 10.0.0.1:1']);
    expect(status()).toMatchObject({ lostRecords: 0, isAlive: true });
  });

  it.each([
    ['monitors', { monitors: [] }],
    ['sinceMs', { sinceMs: -1 }],
    ['monitorTimeoutMs', { monitorTimeoutMs: 1999 }],
    ['maxMonitors', { maxMonitors: 0 }],
    ['maxPeers', { maxPeers: 1_000_001 }],
    ['maxListBytes', { maxListBytes: 1023 }],
  ])('names the option %s if it is out of range', (name, options) => {
    expect(() => reader(options)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path: name }));
  });
});

function joinedEvent() {
  const version = {
    command: 'version' as const,
    version: 70016,
    services: 0n,
    timestamp: 0n,
    addrRecv: { services: 0n, ip: new Uint8Array(16), port: 0 },
  };
  return [{ kind: 'joined' as const, local: version, remote: version }];
}
