import { describe, expect, it } from '@jest/globals';
import { blockHash, txid, type Message } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { block, ping, pong, transaction } from '../helpers/peer/messages.js';
import { outcomeOf, reasonNames } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { bytesOf, hash } from '../helpers/samples.js';

const genesisHash = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const tx: Message = { command: 'tx', transaction: transaction(1) };
const asked = { type: 1, hash: txid(transaction(1)) };
const unknown = { type: 1, hash: hash(9) };
const compact: Message = {
  command: 'cmpctblock',
  header: block(1).header,
  nonce: 1n,
  shortIds: [],
  prefilledTransactions: [{ index: 0, transaction: transaction(1) }],
};

describe('exchanges$', () => {
  it('emits our requests with the answers of the remote', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time, stallTimeoutMs: false });
    const { values } = outcomeOf(peer.exchanges$);
    time.advance(100);
    void peer.send(ping(5n));
    void peer.send({ command: 'getheaders', version: 70_016, locator: [genesisHash], stopHash: hash(0) });
    void peer.send({ command: 'getdata', items: [asked, unknown] });
    time.advance(10);
    sendToPeer({ command: 'headers', headers: [] }, tx);
    time.advance(10);
    sendToPeer({ command: 'notfound', items: [unknown] }, pong(5n));
    const common = { direction: 'sent', askedAtMs: 100 } as const;
    expect(values).toEqual([
      { ...common, question: 'getheaders', key: genesisHash, outcome: 'answered', tookMs: 10 },
      { ...common, question: 'getdata', key: asked.hash, item: asked, outcome: 'answered', tookMs: 10 },
      { ...common, question: 'getdata', key: unknown.hash, item: unknown, outcome: 'notFound', tookMs: 20 },
      { ...common, question: 'ping', key: '5', outcome: 'answered', tookMs: 20 },
    ]);
  });

  it('emits the requests of the remote with our answers', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    const { values } = outcomeOf(peer.exchanges$);
    sendToPeer(ping(7n), { command: 'getdata', items: [asked] }, { command: 'getaddr' });
    time.advance(30);
    void peer.send(tx);
    void peer.send({ command: 'addr', addresses: [] });
    const common = { direction: 'received', askedAtMs: 0, outcome: 'answered' } as const;
    expect(values).toEqual([
      { ...common, question: 'ping', key: '7', tookMs: 0 },
      { ...common, question: 'getdata', key: asked.hash, item: asked, tookMs: 30 },
      { ...common, question: 'getaddr', key: '', tookMs: 30 },
    ]);
  });

  it('emits earlier requests to a later subscriber', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    void peer.send(ping(5n));
    sendToPeer(pong(5n));
    void peer.send(ping(6n));
    sendToPeer({ command: 'getdata', items: [asked] });
    const { values } = outcomeOf(peer.exchanges$);
    sendToPeer(pong(6n));
    peer.close();
    expect(values).toEqual([
      { direction: 'sent', question: 'ping', key: '6', askedAtMs: 0, tookMs: 0, outcome: 'answered' },
      { direction: 'received', question: 'getdata', key: asked.hash, item: asked, askedAtMs: 0, outcome: 'unanswered' },
    ]);
  });

  it('includes the time of the compact block that a getblocktxn follows', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time });
    const { values } = outcomeOf(peer.exchanges$);
    time.advance(50);
    sendToPeer(compact);
    time.advance(5);
    const key = blockHash(block(1).header);
    void peer.send({ command: 'getblocktxn', blockHash: key, indexes: [0] });
    time.advance(20);
    sendToPeer({ command: 'blocktxn', blockHash: key, transactions: [transaction(1)] });
    expect(values).toEqual([
      {
        direction: 'sent',
        question: 'getblocktxn',
        key,
        announcedAtMs: 50,
        askedAtMs: 55,
        outcome: 'answered',
        tookMs: 20,
      },
    ]);
  });

  it('includes an answer that arrives late', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time, stallTimeoutMs: 1000 });
    const { values } = outcomeOf(peer.exchanges$);
    void peer.send({ command: 'getaddr' });
    time.advance(1001);
    sendToPeer({ command: 'addr', addresses: [] });
    expect(values).toMatchObject([{ question: 'getaddr', outcome: 'late', tookMs: 1001 }]);
  });
});

describe('unanswered requests', () => {
  const ends: [string, (remote: ReturnType<typeof readyRemote>, time: VirtualTime) => void, string][] = [
    ['if we close', ({ peer }) => peer.close(), 'local'],
    ['if the remote closes', ({ duplex }) => duplex.close(), 'remote'],
    [
      'if the remote causes a fault',
      ({ write }) => write(Uint8Array.of(1, 2, 3, 4)),
      'RemoteProtocolError WRONG_MAGIC',
    ],
    ['if a conversation errors', (_, time) => time.advance(30_000), 'PeerTimeoutError STALLED'],
    [
      'if a conversation errors on a message',
      ({ write }) => write(bytesOf([{ command: 'filterclear' }])),
      'RemoteProtocolError BLOOM_NOT_OFFERED',
    ],
  ];

  it.each(ends)('are emitted %s, before the stream completes and before closed$ emits', (_, end, reason) => {
    const time = new VirtualTime();
    const remote = readyRemote({ scheduler: time, policy: 'lbcd' });
    const order: string[] = [];
    remote.peer.exchanges$.subscribe({
      next: ({ direction, question, outcome }) => order.push(`${direction} ${question} ${outcome}`),
      complete: () => order.push('complete'),
    });
    remote.peer.closed$.subscribe(() => order.push('closed'));
    void remote.peer.send({ command: 'getdata', items: [unknown] });
    remote.sendToPeer({ command: 'mempool' });
    end(remote, time);
    expect(order).toEqual(['sent getdata unanswered', 'received mempool unanswered', 'complete', 'closed']);
    expect(reasonNames(remote.reasons)).toEqual([reason]);
  });

  it('are not emitted if every request was answered', () => {
    const { peer, sendToPeer } = readyRemote();
    void peer.send(ping(1n));
    sendToPeer(pong(1n));
    const outcome = outcomeOf(peer.exchanges$);
    peer.close();
    expect(outcome).toMatchObject({ values: [], end: 'complete' });
  });
});
