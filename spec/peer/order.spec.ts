import { describe, expect, it } from '@jest/globals';
import { bitcoin, createIdentity, createPeer, memoryDuplexes, type Message, type Peer } from '../../lib/index.js';
import { closedAfterwards, readyRemote } from '../helpers/rawRemote.js';

const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
const pong = (nonce: bigint): Message => ({ command: 'pong', nonce });

describe('wire order with re-entrant calls', () => {
  it('sends a message of a consumer after all receivers have the current message, and before the next message', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const order: string[] = [];
    peer.sent$.subscribe((message) => order.push(`sent ${message.command}`));
    peer.on('ping').subscribe(({ nonce }) => {
      order.push(`first sees ${nonce!}`);
      void peer.send(pong(nonce!));
    });
    peer.on('ping').subscribe(({ nonce }) => order.push(`second sees ${nonce!}`));
    peer.messages$.subscribe((message) => order.push(`all see ${message.command}`));
    sendToPeer(ping(1n), ping(2n));
    expect(order).toEqual([
      ...['first sees 1', 'second sees 1', 'all see ping', 'sent pong'],
      ...['first sees 2', 'second sees 2', 'all see ping', 'sent pong'],
    ]);
  });

  it('delivers the answer of a synchronous remote after the current chunk', () => {
    const { a, b } = joined();
    const order: string[] = [];
    a.messages$.subscribe((message) => {
      order.push(`a ${nonceOf(message)}`);
      // b answers inside this call.
      if (message.command === 'ping' && message.nonce! < 4n) void a.send(ping(message.nonce! + 10n));
    });
    b.on('ping').subscribe(({ nonce }) => void b.send(pong(nonce!)));
    void b.send(ping(1n));
    void b.send(ping(2n));
    expect(order).toEqual(['a ping 1', 'a pong 11', 'a ping 2', 'a pong 12']);
  });

  it('processes a thousand answers to answers without growing the stack', () => {
    const { a, b } = joined();
    let count = 0;
    a.on('pong').subscribe(({ nonce }) => void (++count < 1000 && a.send(ping(nonce + 1n))));
    b.on('ping').subscribe(({ nonce }) => void b.send(pong(nonce!)));
    void a.send(ping(1n));
    expect(count).toBe(1000);
  });
});

describe('close() during a chunk', () => {
  it('stops delivery: neither other receivers of the message nor the rest of the chunk', () => {
    const { peer, sendToPeer, reasons } = readyRemote({ conversations: [] });
    const seen: string[] = [];
    peer.on('ping').subscribe(({ nonce }) => {
      seen.push(`first ${nonce!}`);
      peer.close();
    });
    peer.on('ping').subscribe(({ nonce }) => seen.push(`second ${nonce!}`));
    peer.messages$.subscribe((message) => seen.push(`all ${message.command}`));
    sendToPeer(ping(1n), ping(2n));
    expect(seen).toEqual(['first 1']);
    expect(reasons).toEqual([{ by: 'local' }]);
  });
});

/** Two of our peers over memory, ready, without conversations. */
function joined(): { a: Peer; b: Peer } {
  const { outbound, inbound } = memoryDuplexes();
  const [a, b] = [outbound, inbound].map((duplex) =>
    closedAfterwards(createPeer(duplex, { network: bitcoin.regtest, identity: createIdentity(), conversations: [] })),
  ) as [Peer, Peer];
  a.start();
  b.start();
  return { a, b };
}

function nonceOf(message: Message): string {
  return 'nonce' in message ? `${message.command} ${String(message.nonce)}` : message.command;
}
