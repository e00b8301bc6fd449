import { describe, expect, it } from '@jest/globals';
import { bitcoin, blockHash, type Message } from '../../lib/index.js';
import { AnswerQueue, type Waiter } from '../../lib/peer/requests/answerQueue.js';
import { RemoteChain } from '../../lib/peer/stats/remoteChain.js';
import { CommandStates } from '../../lib/peer/receive/commandState.js';
import { conversationOf } from '../../lib/protocol/runtime/conversationOf.js';
import { headerChain, ping } from '../helpers/peer/messages.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { hash } from '../helpers/samples.js';

describe('a cache hits', () => {
  it('AnswerQueue asks each waiter once for a message, however many look', () => {
    const queue = new AnswerQueue();
    let asked = 0;
    const waiters = Array.from({ length: 3 }, (): Waiter => ({ fits: () => (asked += 1) > 0 }));
    for (const waiter of waiters) queue.add(waiter);
    const message = ping(1n);
    expect(waiters.map((waiter) => queue.isFor(waiter, message))).toEqual([true, false, false]);
    expect(asked).toBe(3);
    queue.isFor(waiters[0]!, ping(2n));
    expect(asked).toBe(6);
  });

  it('Routes has one route for a command, and one for all that are unknown', () => {
    const routes = new CommandStates(bitcoin.regtest);
    expect(routes.of('ping')).toBe(routes.of('ping'));
    expect(routes.of('nonsense')).toBe(routes.of('unknown'));
    expect([...routes]).toHaveLength(2);
  });

  it('RemoteChain hashes an announced header once, when it is asked', () => {
    const chain = new RemoteChain();
    const [plain] = headerChain(1, hash(1));
    let reads = 0;
    const header = {
      ...plain!,
      get prevBlock() {
        reads += 1;
        return hash(1);
      },
    };
    chain.see({ command: 'headers', headers: [header] }, 'headers');
    expect(reads).toBe(0);
    expect(chain.lastAnnouncedBlock).toBe(blockHash(plain!));
    const readsOnce = reads;
    expect(readsOnce).toBeGreaterThan(0);
    expect(chain.lastAnnouncedBlock).toBe(blockHash(plain!));
    expect(reads).toBe(readsOnce);
  });

  it('a stream of a command and of all messages is made once', () => {
    const { peer } = readyRemote();
    expect(peer.on('ping')).toBe(peer.on('ping'));
    expect(peer.messages$).toBe(peer.messages$);
    expect(peer.request).toBe(peer.request);
  });

  it('a lazy field is made once', () => {
    const { peer, say } = readyRemote({ conversations: [] });
    const items = Array.from({ length: 50 }, (_, n) => ({ type: 1, hash: hash(n) }));
    const seen: unknown[] = [];
    peer.on('inv').subscribe((message) => seen.push(message.items, message.items));
    say({ command: 'inv', items });
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).toEqual(items);
  });

  it('which conversations hear a command is found out once, after a few messages', () => {
    let asked = 0;
    const heard: string[] = [];
    const commands = new (class extends Set<string> {
      override has(command: string): boolean {
        if (command === 'getaddr') asked += 1;
        return super.has(command);
      }
    })(['ping']);
    const picky = conversationOf(() => ({
      hears: commands,
      received: (message: Message) => void heard.push(message.command),
    }));
    const { say } = readyRemote({ conversations: [picky] });
    for (let n = 0; n < 100; n++) say({ command: 'getaddr' });
    expect(asked).toBe(1);
    // The first ones are told to all: a list is not worth it for them.
    expect(heard.length).toBeLessThan(20);
  });
});
