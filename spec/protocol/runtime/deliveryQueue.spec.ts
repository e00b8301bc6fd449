import { describe, expect, it } from '@jest/globals';
import { DeliveryQueue } from '../../../lib/protocol/runtime/deliveryQueue.js';
import { ping, pong } from '../../helpers/peer/messages.js';
import { reasonNames } from '../../helpers/peer/outcome.js';
import { readyRemote } from '../../helpers/rawRemote.js';

describe('DeliveryQueue', () => {
  it('runs the tasks after the message, then the tasks after the chunk, each in the order of their calls', () => {
    const queue = new DeliveryQueue();
    const ran: string[] = [];
    const note = (name: string) => (): void => void ran.push(name);
    queue.afterMessage(() => {
      for (const name of ['chunk 1', 'chunk 2', 'chunk 3']) queue.afterChunk(note(name));
      for (const name of ['message 1', 'message 2', 'message 3']) queue.afterMessage(note(name));
      ran.push('first');
    });
    expect(ran).toEqual(['first', 'message 1', 'message 2', 'message 3', 'chunk 1', 'chunk 2', 'chunk 3']);
  });
});

describe('a synchronous remote that answers during a delivery', () => {
  it('and then closes: its messages are delivered before the end', () => {
    const { peer, duplex, reasons, sendToPeer } = readyRemote({ conversations: [] });
    const seen: string[] = [];
    peer.messages$.subscribe({ next: ({ command }) => seen.push(command), complete: () => seen.push('end') });
    peer.on('ping').subscribe(() => {
      sendToPeer(pong(1n), { command: 'getaddr' });
      duplex.close();
    });
    sendToPeer(ping(1n));
    expect(seen).toEqual(['ping', 'pong', 'getaddr', 'end']);
    expect(reasonNames(reasons)).toEqual(['remote']);
  });
});
