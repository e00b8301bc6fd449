import { describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import { blockHash, InventoryType, toAddressV2, txid, wtxid } from '../../../lib/index.js';
import type { CfheadersMessage, CfilterMessage, Command, Message, Peer } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { block, headerChain, ping, pong, sized, transaction } from '../../helpers/peer/messages.js';
import { outcomeOf, type Outcome } from '../../helpers/peer/outcome.js';
import { scriptedRemote } from '../../helpers/peer/scriptedRemote.js';
import { readyRemote } from '../../helpers/rawRemote.js';
import { hash } from '../../helpers/samples.js';

const headersOn = (n: number, count = 2): Message => ({ command: 'headers', headers: headerChain(count, hash(n)) });
const tx = (n: number): Message => ({ command: 'tx', transaction: transaction(n) });
const notfound = (type: number, ...hashes: string[]): Message => ({
  command: 'notfound',
  items: hashes.map((each) => ({ type, hash: each })),
});
const ip = Uint8Array.from([...new Array<number>(10).fill(0), 255, 255, 1, 2, 3, 4]);
const timedAddress = { time: 5, services: 1n, ip, port: 8333 };
const addressV2 = toAddressV2(timedAddress);
const inv = (type: number, n: number): Message => ({ command: 'inv', items: [{ type, hash: hash(n) }] });

function cfilter(n: number, filterType = 0): CfilterMessage {
  return { command: 'cfilter', filterType, blockHash: hash(n), filter: Uint8Array.of(n) };
}

function cfheaders(n: number, filterType = 0): CfheadersMessage {
  return {
    command: 'cfheaders',
    filterType,
    stopHash: hash(n),
    previousFilterHeader: hash(0),
    filterHashes: [hash(n + 100)],
  };
}

const range = { startHeight: 1, stopHash: hash(2) };

interface Case {
  ask(peer: Peer): Observable<unknown>;
  readonly question: Message;
  /** Commands that were already requested, if any. */
  readonly strange: Message[];
  readonly answers: Message[];
  readonly values: unknown[];
}

const cases: [string, Case][] = [
  [
    'headers',
    {
      ask: ({ request }) => request.headers([hash(1), hash(9)]),
      question: { command: 'getheaders', version: 70_016, locator: [hash(1), hash(9)], stopHash: hash(0) },
      // A block announced by its header (BIP130) does not extend our chain.
      strange: [headersOn(2, 1), { command: 'getheaders', version: 1, locator: [], stopHash: hash(0) }],
      answers: [headersOn(9)],
      values: [headerChain(2, hash(9))],
    },
  ],
  [
    'headers, of an empty list',
    {
      ask: ({ request }) => request.headers([hash(1)], { stopHash: hash(5) }),
      question: { command: 'getheaders', version: 70_016, locator: [hash(1)], stopHash: hash(5) },
      strange: [],
      answers: [{ command: 'headers', headers: [] }],
      values: [[]],
    },
  ],
  [
    'blocks, in the order of arrival',
    {
      ask: ({ request }) => request.blocks([blockHash(block(1).header), blockHash(block(2).header), hash(3)]),
      question: {
        command: 'getdata',
        items: [blockHash(block(1).header), blockHash(block(2).header), hash(3)].map((each) => ({
          type: InventoryType.witnessBlock,
          hash: each,
        })),
      },
      strange: [{ command: 'block', block: block(7) }, notfound(InventoryType.transaction, hash(3)), tx(1)],
      answers: [
        { command: 'block', block: block(2) },
        notfound(InventoryType.witnessBlock, hash(3)),
        { command: 'block', block: block(1) },
      ],
      values: [
        { hash: blockHash(block(2).header), found: true, block: block(2) },
        { hash: hash(3), found: false },
        { hash: blockHash(block(1).header), found: true, block: block(1) },
      ],
    },
  ],
  [
    'blocks without witness, each once',
    {
      ask: ({ request }) => request.blocks([hash(3), hash(3)], { witness: false }),
      question: { command: 'getdata', items: [{ type: InventoryType.block, hash: hash(3) }] },
      strange: [notfound(InventoryType.witnessBlock, hash(3))],
      answers: [notfound(InventoryType.block, hash(3))],
      values: [{ hash: hash(3), found: false }],
    },
  ],
  [
    'transactions by txid, several in one notfound',
    {
      ask: ({ request }) => request.transactions([hash(8), txid(transaction(1)), hash(9)]),
      question: {
        command: 'getdata',
        items: [hash(8), txid(transaction(1)), hash(9)].map((each) => ({
          type: InventoryType.witnessTransaction,
          hash: each,
        })),
      },
      strange: [tx(2), notfound(InventoryType.witnessTransactionId, hash(8))],
      answers: [notfound(InventoryType.witnessTransaction, hash(9), hash(7), hash(8)), tx(1)],
      values: [
        { hash: hash(9), found: false },
        { hash: hash(8), found: false },
        { hash: txid(transaction(1)), found: true, transaction: transaction(1) },
      ],
    },
  ],
  [
    'transactions by wtxid',
    {
      ask: ({ request }) => request.transactions([wtxid(transaction(1))], { by: 'wtxid' }),
      question: {
        command: 'getdata',
        items: [{ type: InventoryType.witnessTransactionId, hash: wtxid(transaction(1)) }],
      },
      strange: [tx(2)],
      answers: [tx(1)],
      values: [{ hash: wtxid(transaction(1)), found: true, transaction: transaction(1) }],
    },
  ],
  [
    'addresses, in an addr',
    {
      ask: ({ request }) => request.addresses(),
      question: { command: 'getaddr' },
      strange: [{ command: 'getaddr' }],
      answers: [{ command: 'addr', addresses: [timedAddress] }],
      values: [[addressV2]],
    },
  ],
  [
    'addresses, in an addrv2',
    {
      ask: ({ request }) => request.addresses(),
      question: { command: 'getaddr' },
      strange: [],
      answers: [{ command: 'addrv2', addresses: [{ ...addressV2, networkId: 4, address: new Uint8Array(32) }] }],
      values: [[{ ...addressV2, networkId: 4, address: new Uint8Array(32) }]],
    },
  ],
  [
    'mempool',
    {
      ask: ({ request }) => request.mempool(),
      question: { command: 'mempool' },
      strange: [inv(InventoryType.block, 1)],
      answers: [inv(InventoryType.witnessTransactionId, 2)],
      values: [[{ type: InventoryType.witnessTransactionId, hash: hash(2) }]],
    },
  ],
  [
    'compactFilters',
    {
      ask: ({ request }) => request.compactFilters(range),
      question: { command: 'getcfilters', filterType: 0, ...range },
      strange: [cfilter(1, 7)],
      answers: [cfilter(1), cfilter(2)],
      values: [cfilter(1), cfilter(2)],
    },
  ],
  [
    'filterHeaders',
    {
      ask: ({ request }) => request.filterHeaders({ ...range, filterType: 3 }),
      question: { command: 'getcfheaders', filterType: 3, ...range },
      strange: [cfheaders(2), cfheaders(3, 3)],
      answers: [cfheaders(2, 3)],
      values: [cfheaders(2, 3)],
    },
  ],
];

/** Subscribes to a request within the delivery of each message of this command. */
function askedWithin(peer: Peer, command: Command, request: Pick<Case, 'ask'>) {
  const outcomes: Outcome<unknown>[] = [];
  const subscription = peer.on(command).subscribe(() => outcomes.push(outcomeOf(request.ask(peer))));
  return { outcomes, unsubscribe: () => subscription.unsubscribe() };
}

describe('a request', () => {
  it.each(cases)('for %s is sent on subscribe, and receives its answers', (_, each) => {
    const { peer, received, sendToPeer } = readyRemote({ conversations: [] });
    const answer$ = each.ask(peer);
    expect(received).toEqual([]);
    const outcome = outcomeOf(answer$);
    expect(received).toEqual([each.question]);
    sendToPeer(ping(1n), ...each.strange);
    expect(outcome).toMatchObject({ values: [] });
    sendToPeer(...each.answers);
    expect(outcome).toMatchObject({ values: each.values, end: 'complete' });
    sendToPeer(...each.answers);
    expect(outcome.values).toHaveLength(each.values.length);
  });

  it.each(cases)('for %s listens before it sends', (_, each) => {
    const { peer } = scriptedRemote({
      answers: ({ command }) => (command === each.question.command ? each.answers : []),
      conversations: [],
    });
    expect(outcomeOf(each.ask(peer))).toMatchObject({ values: each.values, end: 'complete' });
    // Cold: each subscription sends its own request.
    expect(outcomeOf(each.ask(peer))).toMatchObject({ values: each.values, end: 'complete' });
  });

  it.each(cases)('for %s ignores the message that is being delivered', (_, each) => {
    const { peer, received, sendToPeer } = readyRemote({ conversations: [] });
    const { outcomes, unsubscribe } = askedWithin(peer, each.answers[0]!.command, each);
    sendToPeer(each.answers[0]!);
    unsubscribe();
    expect(received).toEqual([each.question]);
    expect(outcomes).toMatchObject([{ values: [] }]);
    expect(outcomes[0]!.end).toBeUndefined();
    sendToPeer(...each.answers);
    expect(outcomes).toMatchObject([{ values: each.values, end: 'complete' }]);
  });

  it.each(cases)('for %s accepts the next message of the same chunk', (_, each) => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const { outcomes } = askedWithin(peer, 'getaddr', each);
    sendToPeer({ command: 'getaddr' }, ...each.answers);
    expect(outcomes).toMatchObject([{ values: each.values, end: 'complete' }]);
  });

  it.each(cases)('for %s accepts no answer before the transport has its request', (_, each) => {
    const { peer, duplex, received, sendToPeer } = readyRemote({ conversations: [], highWaterMarkBytes: 10 });
    duplex.pause();
    for (let n = 0; n < 3; n++) void peer.send(sized(n));
    const outcome = outcomeOf(each.ask(peer));
    sendToPeer(...each.answers);
    expect(outcome).toMatchObject({ values: [] });
    expect(outcome.end).toBeUndefined();
    duplex.resume();
    expect(received.at(-1)).toEqual(each.question);
    sendToPeer(...each.answers);
    expect(outcome).toMatchObject({ values: each.values, end: 'complete' });
  });

  it('by ping accepts no pong before the transport has its ping, and measures from then on', () => {
    const time = new VirtualTime();
    const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(1);
    const remote = readyRemote({ scheduler: time, conversations: [], highWaterMarkBytes: 10, random });
    const { peer, duplex, received, sendToPeer } = remote;
    duplex.pause();
    // A ping is a control message: it overtakes queued messages, but not those that the transport has accepted.
    for (let n = 0; n < 3; n++) void peer.send(sized(n));
    const outcome = outcomeOf(peer.request.ping());
    const nonce = 0x0101_0101_0101_0101n;
    sendToPeer(pong(nonce));
    expect(outcome.values).toEqual([]);
    time.advance(1000);
    duplex.resume();
    expect(received).toContainEqual(ping(nonce));
    time.advance(7);
    sendToPeer(pong(nonce));
    expect(outcome).toMatchObject({ values: [7], end: 'complete' });
  });

  it('by ping, subscribed to within on(pong), waits for its own pong', () => {
    const { peer, received, sendToPeer } = readyRemote({ conversations: [] });
    const { outcomes, unsubscribe } = askedWithin(peer, 'pong', { ask: ({ request }) => request.ping() });
    sendToPeer(pong(5n));
    unsubscribe();
    const [question] = received;
    sendToPeer(pong(question?.command === 'ping' ? question.nonce! : 0n));
    expect(outcomes).toMatchObject([{ end: 'complete' }]);
  });

  it('by ping emits the round-trip time', () => {
    const time = new VirtualTime();
    const { peer, received, sendToPeer } = readyRemote({ scheduler: time, conversations: [] });
    const outcome = outcomeOf(peer.request.ping());
    const [question] = received;
    const nonce = question?.command === 'ping' ? question.nonce! : 0n;
    time.advance(70);
    sendToPeer(pong(nonce ^ 1n), ping(nonce));
    expect(outcome.values).toEqual([]);
    time.advance(7);
    sendToPeer(pong(nonce));
    expect(outcome).toMatchObject({ values: [77], end: 'complete' });
  });

  it('by ping listens before it sends', () => {
    const { peer } = scriptedRemote({ answers: (each) => (each.command === 'ping' ? [pong(each.nonce!)] : []) });
    expect(outcomeOf(peer.request.ping()).end).toBe('complete');
  });

  it.each(['blocks', 'transactions'] as const)('for no %s completes at once and sends nothing', (what) => {
    const { peer, received } = readyRemote();
    expect(outcomeOf<unknown>(peer.request[what]([]))).toMatchObject({ values: [], end: 'complete' });
    expect(received).toEqual([]);
  });
});

describe('two concurrent requests', () => {
  it('for headers: a queued request takes no answer of the other', () => {
    const { peer, duplex, sendToPeer } = readyRemote({ conversations: [], highWaterMarkBytes: 10 });
    const first = outcomeOf(peer.request.headers([hash(1), hash(2)]));
    duplex.pause();
    for (let n = 0; n < 3; n++) void peer.send(sized(n));
    const second = outcomeOf(peer.request.headers([hash(2)]));
    sendToPeer(headersOn(2));
    expect([first.end, second.end]).toEqual(['complete', undefined]);
    duplex.resume();
    sendToPeer(headersOn(2));
    expect(second.end).toBe('complete');
  });

  it('for different transactions each receive their own', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const [first, second] = [1, 2].map((n) => outcomeOf(peer.request.transactions([txid(transaction(n)), hash(n)])));
    sendToPeer(tx(2), notfound(InventoryType.witnessTransaction, hash(1), hash(2)), tx(1));
    expect(first!.values.map(({ hash: each }) => each)).toEqual([hash(1), txid(transaction(1))]);
    expect(second!.values.map(({ hash: each }) => each)).toEqual([txid(transaction(2)), hash(2)]);
    expect([first!.end, second!.end]).toEqual(['complete', 'complete']);
  });

  it('for the same block both receive it', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const both = [1, 2].map(() => outcomeOf(peer.request.blocks([blockHash(block(1).header)])));
    sendToPeer({ command: 'block', block: block(1) });
    expect(both.map(({ end }) => end)).toEqual(['complete', 'complete']);
  });

  it('by ping each receive their own pong', () => {
    const { peer, received, sendToPeer } = readyRemote({ conversations: [] });
    const [first, second] = [1, 2].map(() => outcomeOf(peer.request.ping()));
    const nonces = received.map((message) => (message.command === 'ping' ? message.nonce! : 0n));
    sendToPeer(pong(nonces[1]!));
    expect([first!.end, second!.end]).toEqual([undefined, 'complete']);
    sendToPeer(pong(nonces[0]!));
    expect(first!.end).toBe('complete');
  });

  it.each([2, 20])('for headers each receive those after their own locator, with %d requests', (count) => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const [first, second] = [1, 2].map((n) => outcomeOf(peer.request.headers([hash(n)])));
    sendToPeer(headersOn(1, count));
    expect([first!.end, second!.end]).toEqual(['complete', undefined]);
    sendToPeer(headersOn(2, count));
    expect(second!).toMatchObject({ values: [headerChain(count, hash(2))], end: 'complete' });
  });

  it('for headers each receive an empty answer, in order', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const [first, second] = [1, 2].map((n) => outcomeOf(peer.request.headers([hash(n)])));
    sendToPeer({ command: 'headers', headers: [] });
    expect([first!.end, second!.end]).toEqual(['complete', undefined]);
    sendToPeer({ command: 'headers', headers: [] });
    expect(second!.end).toBe('complete');
  });

  it('for different filter ranges each receive their own, in order', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const [first, second] = [2, 4].map((n) =>
      outcomeOf(peer.request.compactFilters({ startHeight: n - 1, stopHash: hash(n) })),
    );
    sendToPeer(cfilter(1), cfilter(2), cfilter(3), cfilter(4));
    expect(first).toMatchObject({ values: [cfilter(1), cfilter(2)], end: 'complete' });
    expect(second).toMatchObject({ values: [cfilter(3), cfilter(4)], end: 'complete' });
  });
});
