import { describe, expect, it } from '@jest/globals';
import { bitcoin } from '../../lib/index.js';
import { AnswerQueue, type Waiter } from '../../lib/peer/requests/answerQueue.js';
import { CommandStates } from '../../lib/peer/receive/commandState.js';
import { defineConversation } from '../../lib/protocol/runtime/defineConversation.js';
import { ping } from '../helpers/peer/messages.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { hash } from '../helpers/samples.js';

describe('caches of a peer', () => {
  it('AnswerQueue asks each waiter once per message, for any number of lookups', () => {
    const queue = new AnswerQueue();
    let asked = 0;
    const waiters = Array.from({ length: 3 }, (): Waiter => ({ matches: () => (asked += 1) > 0 }));
    for (const waiter of waiters) queue.add(waiter);
    const message = ping(1n);
    expect(waiters.map((waiter) => queue.isFor(waiter, message))).toEqual([true, false, false]);
    expect(asked).toBe(3);
    queue.isFor(waiters[0]!, ping(2n));
    expect(asked).toBe(6);
  });

  it('CommandStates creates one state per command, and one for all unknown commands', () => {
    const states = new CommandStates(bitcoin.regtest);
    expect(states.of('ping')).toBe(states.of('ping'));
    expect(states.of('nosuch')).toBe(states.of('unknown'));
    expect([...states]).toHaveLength(2);
  });

  it('the streams of a command and of all messages are created once', () => {
    const { peer } = readyRemote();
    expect(peer.on('ping')).toBe(peer.on('ping'));
    expect(peer.messages$).toBe(peer.messages$);
    expect(peer.request).toBe(peer.request);
  });

  it('a lazy field is decoded once', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const items = Array.from({ length: 50 }, (_, n) => ({ type: 1, hash: hash(n) }));
    const seen: unknown[] = [];
    peer.on('inv').subscribe((message) => seen.push(message.items, message.items));
    sendToPeer({ command: 'inv', items });
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).toEqual(items);
  });

  it('the list of conversations that handle a command is created once, also after several messages', () => {
    let lookups = 0;
    const received: string[] = [];
    const commands = new (class extends Set<string> {
      override has(command: string): boolean {
        if (command === 'getaddr') lookups += 1;
        return super.has(command);
      }
    })(['ping']);
    const conversation = defineConversation(() => ({
      commands,
      received: ({ command }) => void received.push(command),
    }));
    const { sendToPeer } = readyRemote({ conversations: [conversation] });
    for (let n = 0; n < 100; n++) sendToPeer({ command: 'getaddr' });
    expect(lookups).toBeGreaterThan(0);
    expect(lookups).toBeLessThan(20);
    expect(received).toEqual([]);
  });
});
