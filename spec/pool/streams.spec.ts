import { describe, expect, it, jest } from '@jest/globals';
import { firstValueFrom, from, lastValueFrom, ReplaySubject } from 'rxjs';
import { LocalProtocolError, ofCommand, type Message, type ReadyPeer } from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, eventLogOf, nodesAt, poolIn, statsOf } from './virtualPool.js';

const [A, B] = addressesInGroups(2) as [string, string];

describe('the streams of a pool', () => {
  it('emit nothing before start(), then joins and ends in order', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A] });
    const eventLog = eventLogOf(pool);
    net.advance(1000);
    expect(eventLog).toEqual(['peers ']);
    pool.start();
    pool.start();
    net.advance(0);
    nodes[0]!.close();
    net.advance(0);
    expect(eventLog.slice(1)).toEqual([`joined ${A}`, `peers ${A}`, `left ${A} remote`, 'peers ']);
  });

  it('complete after the peers when the pool is closed, and leave no timers or connections', () => {
    const net = virtualNetwork();
    nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B] });
    pool.start();
    net.advance(1000);
    const eventLog = eventLogOf(pool);
    const [messages, stats] = [outcomeOf(pool.messages$), outcomeOf(pool.stats$)];
    pool.close();
    pool.close();
    expect(eventLog.slice(1, 5).map((line) => line.split(' ')[0])).toEqual(['left', 'peers', 'left', 'peers']);
    expect(eventLog.slice(5)).toEqual(['joined$ complete', 'left$ complete', 'peers$ complete']);
    expect([messages.end, stats.end]).toEqual(['complete', 'complete']);
    expect(stats.values.at(-1)).toMatchObject({ outbound: 0, inbound: 0, connecting: 0 });
    net.advance(10_000);
    expect([net.connectionCount, net.scheduler.waitingCount]).toEqual([0, 0]);
  });

  it('emit every message after the verack to a subscriber in joined$', () => {
    const net = virtualNetwork({ chunkBytes: 100_000 });
    nodesAt(net, [A], {
      conversations: [() => () => from<Message[]>([{ command: 'ping', nonce: 1n }, { command: 'getaddr' }])],
    });
    const pool = poolIn(net, { addresses: [A] });
    const ofPeer: Message[] = [];
    const ofPool: Message[] = [];
    pool.joined$.subscribe((peer) => {
      peer.messages$.subscribe((message) => ofPeer.push(message));
      pool.messages$.subscribe(({ message }) => ofPool.push(message));
    });
    pool.start();
    net.advance(1000);
    expect(ofPeer.slice(0, 2)).toEqual([{ command: 'ping', nonce: 1n }, { command: 'getaddr' }]);
    expect(ofPool).toEqual(ofPeer);
  });

  it('emit the join of a peer that is closed in joined$ to all subscribers before its end', () => {
    const net = virtualNetwork();
    nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A] });
    pool.joined$.subscribe((peer) => peer.close());
    const eventLog = eventLogOf(pool);
    pool.start();
    net.advance(0);
    expect(eventLog.slice(1)).toEqual([`joined ${A}`, `peers ${A}`, `left ${A} local`, 'peers ']);
  });

  it('subscribe to the peers only for commands with a subscriber', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B], gossip: false });
    const asked = jest.fn<(command: string) => void>();
    pool.joined$.subscribe((peer) => {
      jest.spyOn(peer, 'on').mockImplementation((command) => {
        asked(command);
        return peer.messages$.pipe(ofCommand(command));
      });
    });
    pool.start();
    net.advance(1000);
    expect(asked.mock.calls).toEqual([]);
    const invs = outcomeOf(pool.on('inv'));
    expect(asked.mock.calls).toEqual([['inv'], ['inv']]);
    for (const node of nodes) void node.send({ command: 'inv', items: [{ type: 1, hash: '00'.repeat(32) }] });
    net.advance(0);
    expect(invs.values.map(({ message, peer }) => [message.command, peer.address]).sort()).toEqual([
      ['inv', A],
      ['inv', B],
    ]);
    invs.unsubscribe();
  });

  it('error for a command that the network does not have', () => {
    const pool = poolIn(virtualNetwork());
    expect(() => pool.on('nosuch' as 'inv')).toThrow(LocalProtocolError);
    expect(outcomeOf(pool.on('unknown')).end).toBeUndefined();
  });

  it('emit the figures of the pool', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A, B] });
    const stats = outcomeOf(pool.stats$);
    pool.start();
    expect(statsOf(pool)).toMatchObject({ connecting: 2, outbound: 0, freshAddresses: 2, triedAddresses: 0 });
    net.advance(100);
    expect(statsOf(pool)).toMatchObject({ connecting: 0, outbound: 1, freshAddresses: 1, triedAddresses: 1 });
    expect(stats.values.every((value) => Object.isFrozen(value))).toBe(true);
  });

  it.each([
    ['using', Symbol.dispose],
    ['await using', Symbol.asyncDispose],
  ] as const)('complete at the end of a block with `%s`', async (_, dispose) => {
    const net = virtualNetwork();
    nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A] });
    const peer$ = new ReplaySubject<ReadyPeer>(1);
    pool.joined$.subscribe(peer$);
    pool.start();
    net.advance(1000);
    const { closed$ } = await firstValueFrom(peer$);
    await pool[dispose]();
    expect(await firstValueFrom(closed$)).toEqual({ by: 'local' });
    await lastValueFrom(pool.peers$, { defaultValue: undefined });
    await pool[dispose]();
  });
});
