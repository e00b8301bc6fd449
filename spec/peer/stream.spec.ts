import { describe, expect, it } from '@jest/globals';
import { LocalProtocolError, type Command, type Message, type StreamOptions } from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';
import { numberOf, ping, sized } from '../helpers/peer/messages.js';
import { nextTurn } from '../helpers/peer/nextTurn.js';
import { readyRemote } from '../helpers/rawRemote.js';

const BUDGET_BYTES = 1000;
/** The charge of a `sized` message: its frame, and what the peer adds for each message. */
const CHARGE_BYTES = 100 + 320;

/** Reads the stream to its end, and records what the loop gets; `error` is what the loop throws. */
function recordLoop(stream: AsyncIterable<Message>): { values: number[]; end: () => Promise<unknown> } {
  const values: number[] = [];
  const read = async (): Promise<unknown> => {
    try {
      for await (const message of stream) values.push(numberOf(message));
      return 'ended';
    } catch (error) {
      return error;
    }
  };
  const end = read();
  return { values, end: () => end };
}

/** The numbers of the next messages of a stream. */
async function take(stream: AsyncIterator<Message>, count: number): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(numberOf((await stream.next()).value as Message));
  return values;
}

describe('peer.stream()', () => {
  it('emits messages from the call on, in order', async () => {
    const { peer, sendToPeer } = readyRemote();
    sendToPeer(sized(0));
    const stream = peer.stream('unknown');
    sendToPeer(sized(1), sized(2));
    const { values, end } = recordLoop(stream);
    await nextTurn();
    sendToPeer({ command: 'sendheaders' }, sized(3));
    await nextTurn();
    expect(values).toEqual([1, 2, 3]);
    peer.close();
    expect(await end()).toBe('ended');
  });

  it('has the type of its command', async () => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('ping', { overflow: 'latest' });
    sendToPeer(ping(7n));
    const { value } = await stream.next();
    const nonce: bigint | undefined = value?.nonce;
    expect(nonce).toBe(7n);
  });

  it.each(['pause', 'last'] as const)('without a command emits all messages: %s', async (overflow) => {
    const { peer, sendToPeer } = readyRemote();
    const options: StreamOptions = overflow === 'last' ? { overflow, size: 10 } : {};
    const stream = peer.stream(options);
    sendToPeer(ping(1n), sized(2), { command: 'sendheaders' });
    peer.close();
    const commands: string[] = [];
    for await (const { command } of stream) commands.push(command);
    expect(commands).toEqual(['ping', 'unknown', 'sendheaders']);
  });

  it.each([
    ['a command that does not exist', 'nosuch', undefined, 'UNKNOWN_COMMAND'],
    ['an unknown policy', 'ping', { overflow: 'drop' }, 'INVALID_OPTION'],
    ['a missing size', undefined, { overflow: 'last' }, 'INVALID_OPTION'],
  ])('throws at the call for %s', (_, command, options, code) => {
    const { peer } = readyRemote();
    const call = (): unknown =>
      command === undefined
        ? peer.stream(options as StreamOptions)
        : peer.stream(command as Command, options as StreamOptions);
    expect(call).toThrow(LocalProtocolError);
    expect(call).toThrow(expect.objectContaining({ code }));
  });

  it('queues nothing after return()', async () => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('unknown');
    sendToPeer(sized(1));
    expect(peer.stats().unfinishedBytes).toBe(100);
    await stream.return();
    sendToPeer(sized(2));
    expect(peer.stats().unfinishedBytes).toBe(0);
  });
});

describe('the end of peer.stream()', () => {
  const options: StreamOptions[] = [{}, { overflow: 'last', size: 10 }];

  it.each(options)('comes after the messages that are not read when the peer is closed: %j', async (each) => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('unknown', each);
    sendToPeer(sized(1), sized(2));
    expect(await take(stream, 1)).toEqual([1]);
    peer.close();
    const { values, end } = recordLoop(stream);
    expect([await end(), values]).toEqual(['ended', [2]]);
  });

  it.each(options)('is no error when the remote closes: %j', async (each) => {
    const { peer, duplex, sendToPeer } = readyRemote();
    const { values, end } = recordLoop(peer.stream('unknown', each));
    sendToPeer(sized(1));
    duplex.close();
    expect([await end(), values]).toEqual(['ended', [1]]);
  });

  it.each(options)('is the error that ends the peer, after the messages that are not read: %j', async (each) => {
    const { peer, sendToPeer, write, reasons } = readyRemote();
    const stream = peer.stream('unknown', each);
    sendToPeer(sized(1), sized(2));
    write(new Uint8Array(24));
    const { values, end } = recordLoop(stream);
    expect(await end()).toMatchObject({ code: 'WRONG_MAGIC' });
    expect(values).toEqual([1, 2]);
    expect(reasons).toMatchObject([{ by: 'fault', error: await end() }]);
  });

  it('is immediate for a stream of a closed peer, with its error', async () => {
    const { peer, write } = readyRemote();
    write(new Uint8Array(24));
    await expect(peer.stream('ping').next()).rejects.toMatchObject({ code: 'WRONG_MAGIC' });
    const closed = readyRemote().peer;
    closed.close();
    expect(await closed.stream('ping').next()).toEqual({ done: true, value: undefined });
  });

  it('comes when the loop calls close() itself', async () => {
    const { peer, sendToPeer } = readyRemote();
    const values: number[] = [];
    const stream = peer.stream('unknown');
    sendToPeer(sized(1), sized(2));
    for await (const message of stream) {
      values.push(numberOf(message));
      peer.close();
    }
    expect(values).toEqual([1, 2]);
  });

  it('by an abort leaves the peer open and reading', async () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const controller = new AbortController();
    const { end } = recordLoop(peer.stream('inv', { signal: controller.signal }));
    const other = peer.stream('unknown', { signal: controller.signal });
    sendToPeer(...[1, 2, 3, 4, 5].map((n) => sized(n)));
    expect(peer.stats().isPaused).toBe(true);
    controller.abort();
    expect(await end()).toMatchObject({ name: 'AbortError' });
    await expect(other.next()).rejects.toMatchObject({ name: 'AbortError' });
    expect([peer.stats().isPaused, peer.stats().unfinishedBytes]).toEqual([false, 0]);
  });
});

describe("peer.stream() with overflow 'pause'", () => {
  it('stops reading above the budget, reads again below a quarter of it, and loses nothing', async () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const stream = peer.stream('unknown');
    const isPaused = (): boolean => peer.stats().isPaused;
    sendToPeer(sized(1), sized(2));
    expect([2 * CHARGE_BYTES <= BUDGET_BYTES, isPaused()]).toEqual([true, false]);
    sendToPeer(sized(3));
    expect(isPaused()).toBe(true);
    sendToPeer(sized(4), sized(5));
    const readAt: boolean[] = [];
    const values: number[] = [];
    for (let i = 0; i < 5; i++) {
      values.push(...(await take(stream, 1)));
      readAt.push(isPaused());
    }
    expect(values).toEqual([1, 2, 3, 4, 5]);
    // The message that the loop processes counts: only the call for the next one finishes it.
    expect(readAt[0]).toBe(true);
    void stream.next();
    expect([isPaused(), peer.stats().unfinishedBytes]).toEqual([false, 0]);
  });

  it('counts a message until the loop asks for the next one', async () => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('unknown');
    sendToPeer(sized(1));
    await stream.next();
    expect(peer.stats().unfinishedBytes).toBe(100);
    void stream.next();
    expect(peer.stats().unfinishedBytes).toBe(0);
  });

  it('with concurrent calls, counts only the message of the last call', async () => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('unknown');
    const both = Promise.all([stream.next(), stream.next()]);
    sendToPeer(sized(1), sized(2));
    expect((await both).map(({ value }) => numberOf(value as Message))).toEqual([1, 2]);
    expect(peer.stats().unfinishedBytes).toBe(100);
  });

  it('reads again when the loop breaks', async () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const stream = peer.stream('unknown');
    sendToPeer(...[1, 2, 3, 4, 5].map((n) => sized(n)));
    expect(peer.stats().isPaused).toBe(true);
    for await (const { command } of stream) if (command === 'unknown') break;
    expect([peer.stats().isPaused, peer.stats().unfinishedBytes]).toEqual([false, 0]);
  });

  it('lets control messages pass: the peer still answers a ping that it has read', async () => {
    const { peer, sendToPeer, received } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const stream = peer.stream('unknown');
    sendToPeer(...[1, 2, 3].map((n) => sized(n)), ping(9n));
    expect(peer.stats().isPaused).toBe(true);
    expect(received).toContainEqual({ command: 'pong', nonce: 9n });
    expect(await take(stream, 3)).toEqual([1, 2, 3]);
  });

  it('gives two loops all messages; the slower one pauses the peer', async () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const [slow, fast] = [peer.stream('unknown'), peer.stream()];
    const quick = recordLoop(fast);
    sendToPeer(...[1, 2, 3, 4, 5].map((n) => sized(n)));
    await nextTurn();
    expect([peer.stats().isPaused, quick.values]).toEqual([true, [1, 2, 3, 4, 5]]);
    expect(await take(slow, 5)).toEqual([1, 2, 3, 4, 5]);
    void slow.next();
    expect(peer.stats().isPaused).toBe(false);
  });

  it('ends a peer whose loop asks for nothing, and then throws CONSUMER_STALLED', async () => {
    const net = virtualNetwork();
    const { outbound: peer, inbound: node } = net.join({ readBudgetBytes: BUDGET_BYTES, consumerTimeoutMs: 60_000 });
    net.advance(1000);
    const stream = peer.stream('unknown');
    for (let n = 1; n <= 5; n++) void node.send(sized(n));
    net.advance(59_000);
    expect(peer.stats().isPaused).toBe(true);
    net.advance(2000);
    const { values, end } = recordLoop(stream);
    expect(await end()).toMatchObject({ code: 'CONSUMER_STALLED' });
    expect(values).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('peer.stream() that may lose messages', () => {
  it("keeps the newest one with 'latest', and never pauses", async () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: BUDGET_BYTES });
    const stream = peer.stream('unknown', { overflow: 'latest' });
    for (let n = 1; n <= 100; n++) sendToPeer(sized(n));
    expect([peer.stats().isPaused, peer.stats().unfinishedBytes]).toEqual([false, 0]);
    expect([await take(stream, 1), stream.dropped]).toEqual([[100], 99]);
  });

  it("keeps the last ones with 'last', and counts the others", async () => {
    const { peer, sendToPeer } = readyRemote();
    const stream = peer.stream('unknown', { overflow: 'last', size: 3 });
    for (let n = 1; n <= 5; n++) sendToPeer(sized(n));
    expect([await take(stream, 3), stream.dropped]).toEqual([[3, 4, 5], 2]);
  });

  it('throws the error of a connection that breaks', async () => {
    const net = virtualNetwork();
    const { outbound: peer } = net.join();
    net.advance(1000);
    const { end } = recordLoop(peer.stream('unknown', { overflow: 'latest' }));
    net.cut(peer);
    net.advance(1000);
    expect(await end()).toMatchObject({ name: 'TransportError', code: 'CONNECTION_LOST' });
  });
});
