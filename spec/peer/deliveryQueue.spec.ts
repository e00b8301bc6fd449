import { describe, expect, it } from '@jest/globals';
import { DeliveryQueue } from '../../lib/peer/deliveryQueue.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { told } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';

describe('Turns', () => {
  it('runs what is due soon, then what is due later, each in the order in which it was given', () => {
    const turns = new DeliveryQueue({ stop: () => undefined, goOn: () => undefined });
    const ran: string[] = [];
    const note = (name: string) => (): void => void ran.push(name);
    turns.afterMessage(() => {
      for (const name of ['later 1', 'later 2', 'later 3']) turns.afterChunk(note(name));
      for (const name of ['soon 1', 'soon 2', 'soon 3']) turns.afterMessage(note(name));
      ran.push('first');
    });
    expect(ran).toEqual(['first', 'soon 1', 'soon 2', 'soon 3', 'later 1', 'later 2', 'later 3']);
  });
});

describe('a synchronous remote that answers within our turn', () => {
  it('and closes in the same turn: what it has said is delivered before the end', () => {
    const { peer, duplex, reasons, say } = readyRemote({ conversations: [] });
    const seen: string[] = [];
    peer.messages$.subscribe({ next: ({ command }) => seen.push(command), complete: () => seen.push('end') });
    peer.on('ping').subscribe(() => {
      say(pong(1n), { command: 'getaddr' });
      duplex.close();
    });
    say(ping(1n));
    expect(seen).toEqual(['ping', 'pong', 'getaddr', 'end']);
    expect(told(reasons)).toEqual(['remote']);
  });
});
