import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError, type Message, type Peer, type StreamOptions } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import { addressesInGroups, nodesAt, poolIn } from './virtualPool.js';

const [A, B] = addressesInGroups(2) as [string, string];

const inv = (n: number): Message => ({
  command: 'inv',
  items: Array.from({ length: 100 }, () => ({ type: 1, hash: n.toString(16).padStart(64, '0') })),
});

/** `address n` of the message. */
const textOf = ({ peer, message }: { peer: { address: string }; message: Message }): string =>
  `${peer.address} ${message.command === 'inv' ? Number(`0x${message.items[0]!.hash}`) : message.command}`;

function sendFrom(net: VirtualNetwork, node: Peer, ...numbers: number[]): void {
  for (const n of numbers) void node.send(inv(n));
  net.advance(100);
}

describe('pool.stream()', () => {
  it('emits the messages of the current peers and of peers that join, with the peer, until the pool is closed', async () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B], minBackoffMs: 1000, maxBackoffMs: 1000 });
    const stream = pool.stream('inv');
    pool.start();
    net.advance(5000);
    sendFrom(net, nodes[0]!, 1, 2);
    sendFrom(net, nodes[1]!, 3);
    nodes[0]!.close();
    net.advance(5000);
    sendFrom(net, nodes[2]!, 4);
    pool.close();
    const texts: string[] = [];
    for await (const each of stream) texts.push(textOf(each));
    expect(texts).toHaveLength(4);
    const from = (numbers: number[]): string[] => texts.filter((text) => numbers.includes(Number(text.split(' ')[1])));
    expect(from([1, 2])).toEqual([`${A} 1`, `${A} 2`]);
    expect(from([3])).toEqual([`${B} 3`]);
    expect(from([4])).toEqual([`${A} 4`]);
  });

  it('without a command emits all messages from the verack on', async () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A]);
    const pool = poolIn(net, { addresses: [A] });
    const stream = pool.stream({ overflow: 'last', size: 100 });
    const paused = pool.stream();
    pool.start();
    net.advance(5000);
    sendFrom(net, nodes[0]!, 1);
    pool.close();
    const texts: string[][] = [];
    for (const each of [stream, paused]) {
      texts.push([]);
      for await (const message of each) texts.at(-1)!.push(textOf(message));
    }
    expect(texts[0]).toContain(`${A} 1`);
    expect(texts[1]).toEqual(texts[0]);
  });

  it('stops reading from the peer whose messages wait, and from no other, and loses nothing', async () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B], readBudgetBytes: 10_000 });
    pool.start();
    net.advance(1000);
    const stream = pool.stream('inv');
    const isPaused = (): Record<string, boolean> => {
      const paused: Record<string, boolean> = {};
      pool.peers$
        .subscribe((peers) => peers.forEach((peer) => (paused[peer.address] = peer.stats().isPaused)))
        .unsubscribe();
      return paused;
    };
    sendFrom(net, nodes[0]!, 1, 2, 3, 4, 5);
    sendFrom(net, nodes[1]!, 6);
    expect(isPaused()).toEqual({ [A]: true, [B]: false });
    const numbers: number[] = [];
    for await (const each of stream) {
      numbers.push(Number(textOf(each).split(' ')[1]));
      if (numbers.length === 6) break;
    }
    expect(numbers.filter((n) => n < 6)).toEqual([1, 2, 3, 4, 5]);
    expect(numbers).toContain(6);
    expect(isPaused()).toEqual({ [A]: false, [B]: false });
  });

  it('is not ended by the error of a peer', async () => {
    const net = virtualNetwork();
    const nodes = nodesAt(net, [A, B]);
    const pool = poolIn(net, { addresses: [A, B] });
    const stream = pool.stream('inv');
    pool.start();
    net.advance(1000);
    net.cut(A);
    net.advance(1000);
    sendFrom(net, nodes[1]!, 7);
    expect((await stream.next()).value).toMatchObject({ message: { command: 'inv' } });
    pool.close();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('errors at the call for an unknown command or policy', () => {
    const pool = poolIn(virtualNetwork());
    expect(() => pool.stream('nosuch' as 'inv')).toThrow(LocalProtocolError);
    expect(() => pool.stream('inv', { overflow: 'drop' } as unknown as StreamOptions)).toThrow('overflow: ');
  });
});
