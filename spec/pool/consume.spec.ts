import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, of, Subject, type Observable } from 'rxjs';
import { LocalProtocolError, type Message, type Peer } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, nodesAt, poolIn, statsOf } from './virtualPool.js';

const [A, B] = addressesInGroups(2) as [string, string];

const inv = (n: number): Message => ({
  command: 'inv',
  items: Array.from({ length: 100 }, () => ({ type: 1, hash: n.toString(16).padStart(64, '0') })),
});

/** The number in the hash of an inv. */
const numberOf = (message: { items: readonly { hash: string }[] }): number => Number(`0x${message.items[0]!.hash}`);

function sendFrom(net: VirtualNetwork, node: Peer, ...numbers: number[]): void {
  for (const n of numbers) void node.send(inv(n));
  net.advance(100);
}

describe('pool.consume()', () => {
  it('processes the messages of each peer one after another', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B] });
    pool.start();
    net.advance(1000);
    const underWay = new Map<string, Subject<string>>();
    const consumed = outcomeOf(
      pool.consume('inv', ({ peer, message }) => {
        const inner$ = new Subject<string>();
        underWay.set(`${peer.address} ${numberOf(message)}`, inner$);
        return inner$;
      }),
    );
    for (const node of nodes) sendFrom(net, node, 1, 2);
    expect([...underWay.keys()].sort()).toEqual([`${A} 1`, `${B} 1`]);
    underWay.get(`${A} 1`)!.next('done');
    underWay.get(`${A} 1`)!.complete();
    expect(consumed.values).toEqual(['done']);
    expect([...underWay.keys()].sort()).toEqual([`${A} 1`, `${A} 2`, `${B} 1`]);
  });

  it('includes peers that join after the subscription', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { addresses: [A], minBackoffMs: 1000, maxBackoffMs: 1000 });
    const consumed = outcomeOf(pool.consume('inv', ({ peer, message }) => of(`${peer.address} ${numberOf(message)}`)));
    pool.start();
    const nodes = nodesAt(net, [A]);
    net.advance(5000);
    sendFrom(net, nodes[0]!, 7);
    nodes[0]!.close();
    net.advance(5000);
    sendFrom(net, nodes[1]!, 8);
    expect([consumed.values, consumed.end]).toEqual([[`${A} 7`, `${A} 8`], undefined]);
    pool.close();
    expect(consumed.end).toBe('complete');
  });

  it('stops reading from the peer whose messages are not finished, and from no other', () => {
    const net = virtualNetwork();
    const nodesOf = { A: nodesAt(net, [A]), B: nodesAt(net, [B]) };
    const pool = poolIn(net, { addresses: [A, B], readBudgetBytes: 10_000 });
    pool.start();
    net.advance(1000);
    const slow: Subject<number>[] = [];
    const values: string[] = [];
    pool
      .consume('inv', ({ peer, message }): Observable<number> => {
        values.push(`${peer.address} ${numberOf(message)}`);
        if (peer.address === B) return EMPTY;
        const inner$ = new Subject<number>();
        slow.push(inner$);
        return inner$;
      })
      .subscribe();
    const isPaused = (): Record<string, boolean> => {
      const paused: Record<string, boolean> = {};
      pool.peers$
        .subscribe((peers) => peers.forEach((peer) => (paused[peer.address] = peer.stats().isPaused)))
        .unsubscribe();
      return paused;
    };
    for (const node of [nodesOf.A[0]!, nodesOf.B[0]!]) sendFrom(net, node, 1, 2, 3, 4, 5);
    expect(isPaused()).toEqual({ [A]: true, [B]: false });
    expect(values).toEqual([`${A} 1`, ...[1, 2, 3, 4, 5].map((n) => `${B} ${n}`)]);
    for (let n = 0; n < 5; n++) slow[n]!.complete();
    expect(isPaused()).toEqual({ [A]: false, [B]: false });
  });

  it('gives each subscriber its own queue, and reads again when they unsubscribe', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A], readBudgetBytes: 10_000 });
    pool.start();
    net.advance(1000);
    const consumed$ = pool.consume('inv', () => NEVER);
    const [first, second] = [outcomeOf(consumed$), outcomeOf(pool.consume('inv', ({ message }) => of(message)))];
    sendFrom(net, nodes[0]!, 1, 2, 3, 4);
    let peer: { stats(): { isPaused: boolean } } | undefined;
    pool.peers$.subscribe((peers) => (peer = peers[0])).unsubscribe();
    expect([peer!.stats().isPaused, second.values.length]).toEqual([true, 4]);
    first.unsubscribe();
    expect(peer!.stats().isPaused).toBe(false);
  });

  it('errors if project throws or its Observable errors, and keeps all peers', () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B] });
    pool.start();
    net.advance(1000);
    const consumed = outcomeOf(
      pool.consume('inv', () => {
        throw new Error('broken');
      }),
    );
    sendFrom(net, nodes[0]!, 1);
    expect(consumed.end).toBe('LocalProtocolError CALLBACK_FAILED');
    expect(statsOf(pool).outbound).toBe(2);
  });

  it('errors at the call for invalid arguments', () => {
    const pool = poolIn(virtualNetwork());
    expect(() => pool.consume('nosuch' as 'inv', () => EMPTY)).toThrow(LocalProtocolError);
    expect(() => pool.consume('inv', () => EMPTY, { concurrency: 0 })).toThrow('concurrency');
  });
});
