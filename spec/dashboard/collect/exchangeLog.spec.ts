import { describe, expect, it } from '@jest/globals';
import { Subject } from 'rxjs';
import { ExchangeLog, MAX_LOGGED_PEERS } from '../../../lib/dashboard/collect/exchangeLog.js';
import { MAX_ENDED_PEERS } from '../../../lib/dashboard/protocol/endedPeers.js';
import { MAX_MISSED_EXCHANGES } from '../../../lib/dashboard/protocol/exchanges.js';
import { InventoryType, type CloseReason, type Exchange, type Peer, type Traffic } from '../../../lib/index.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import { hash } from '../../helpers/samples.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';
import { publishedPool } from './publishedPool.js';

const ADDRESS = '20.0.0.1:8333';

/** A pool with one peer that pings every second, and its log from the first byte. */
function logged() {
  const net = virtualNetwork({ latencyMs: 10 });
  const connection$ = new Subject<Peer>();
  const ours: Peer[] = [];
  const log = new ExchangeLog(connection$);
  const theirs = nodesAt(net, [ADDRESS], { stallTimeoutMs: false });
  const pool = poolIn(net, {
    addresses: [ADDRESS],
    gossip: false,
    pingIntervalMs: 1000,
    stallTimeoutMs: 5000,
    minBackoffMs: 1e6,
    maxBackoffMs: 1e6,
    onPeer: (peer) => {
      ours.push(peer);
      connection$.next(peer);
    },
  });
  pool.start();
  net.advance(500);
  return { net, log, ours, theirs, peer: ours[0]!, report: () => log.report(ours[0]!.id)! };
}

/** A connection whose events the test chooses. */
function fakeConnection(id: number) {
  const [exchanges$, traffic$] = [new Subject<Exchange>(), new Subject<Traffic>()];
  const closed$ = new Subject<CloseReason>();
  return { id, exchanges$, traffic$, closed$ };
}

const exchange = (key: string, outcome: Exchange['outcome'], tookMs?: number): Exchange => ({
  ...{ direction: 'sent', question: 'getheaders', key, askedAtMs: 1, outcome },
  ...(tookMs === undefined ? {} : { tookMs }),
});

describe('the exchange log', () => {
  it('counts questions by direction and outcome, with their times', () => {
    const { net, report } = logged();
    net.advance(10_000);
    const ours = report().figures.find(({ direction, question }) => direction === 'sent' && question === 'ping')!;
    expect(ours.answered).toBeGreaterThanOrEqual(10);
    expect(ours).toMatchObject({ notFound: 0, late: 0, unanswered: 0, lastMs: 20, medianMs: 20 });
    expect(ours.meanMs).toBeCloseTo(20, 6);
    expect(report()).toMatchObject({ missed: [], isClosed: false });
  });

  it('shows the questions without an answer: pending, notFound, late, and unanswered at the end', () => {
    const { net, peer, report, theirs } = logged();
    const [block, gone, slow] = [hash(1), hash(2), hash(3)];
    const type = InventoryType.witnessBlock;
    const askedAtMs = net.scheduler.now();
    void peer.send({ command: 'getdata', items: [block, gone].map((each) => ({ type, hash: each })) });
    void peer.send({ command: 'getcfcheckpt', filterType: 0, stopHash: slow });
    net.advance(100);
    const question = 'getdata';
    expect(report().pending).toEqual([
      { question, key: block, item: 'block', askedAtMs },
      { question, key: gone, item: 'block', askedAtMs },
      { question: 'getcfcheckpt', key: slow, askedAtMs },
    ]);
    void theirs[0]!.send({ command: 'notfound', items: [{ type, hash: gone }] });
    net.advance(20);
    expect(report().missed).toEqual([
      { direction: 'sent', question, key: gone, item: 'block', askedAtMs, outcome: 'notFound', tookMs: 110 },
    ]);
    expect(report().pendingCount).toBe(2);
    // Our getdata of the block ends the peer 5 s after it was asked.
    net.advance(10_000);
    expect(report()).toMatchObject({ pending: [], pendingCount: 0, isClosed: true });
    expect(report().missed.map(({ key, outcome }) => [key, outcome])).toEqual([
      [slow, 'unanswered'],
      [block, 'unanswered'],
      [gone, 'notFound'],
    ]);
  });

  it('also logs the questions of the remote', () => {
    const { net, report, theirs } = logged();
    void theirs[0]!.send({ command: 'getdata', items: [{ type: InventoryType.transaction, hash: hash(7) }] });
    net.advance(100);
    theirs[0]!.close();
    net.advance(100);
    const missed = report().missed.filter(({ direction }) => direction === 'received');
    expect(missed).toMatchObject([{ question: 'getdata', key: hash(7), item: 'tx', outcome: 'unanswered' }]);
  });

  it('takes the mean of all times and the median of the last 32, without those of notfound', () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    const peer = fakeConnection(1);
    connection$.next(peer);
    const figures = () => log.report(1)!.figures[0]!;
    peer.exchanges$.next(exchange('a', 'notFound', 1));
    expect(figures()).not.toHaveProperty('medianMs');
    peer.exchanges$.next(exchange('a', 'answered', 1000));
    peer.exchanges$.next(exchange('b', 'late', 10));
    expect(figures()).toMatchObject({ notFound: 1, answered: 1, late: 1, lastMs: 10, meanMs: 505, medianMs: 505 });
    for (let i = 0; i < 16; i++) peer.exchanges$.next(exchange('c', 'answered', 20));
    expect(figures().medianMs).toBe(20);
    for (let i = 0; i < 32; i++) peer.exchanges$.next(exchange('c', 'answered', 30));
    expect(figures().medianMs).toBe(30);
  });

  it(`stores the last ${MAX_MISSED_EXCHANGES} missed exchanges of a peer, the newest first`, () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    const peer = fakeConnection(1);
    connection$.next(peer);
    for (let i = 0; i < MAX_MISSED_EXCHANGES; i++) peer.exchanges$.next(exchange(String(i), 'unanswered'));
    expect(log.report(1)!.missed.map(({ key }) => key)).toEqual(
      Array.from({ length: MAX_MISSED_EXCHANGES }, (_, i) => String(MAX_MISSED_EXCHANGES - 1 - i)),
    );
    peer.exchanges$.next(exchange('last', 'unanswered'));
    expect(log.missedCount(1)).toBe(MAX_MISSED_EXCHANGES);
    expect(log.report(1)!.missed.at(-1)!.key).toBe('1');
    expect(log.report(1)!.missed[0]!.key).toBe('last');
  });

  it('shares 20,000 missed exchanges among the connections, at least 4 each, also those stored before', () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    const join = (id: number) => {
      const peer = fakeConnection(id);
      connection$.next(peer);
      for (let i = 0; i < 60; i++) peer.exchanges$.next(exchange(String(i), 'unanswered'));
      return peer;
    };
    for (let id = 1; id <= 400; id++) join(id);
    expect(log.missedCount(1)).toBe(50);
    for (let id = 401; id <= 1000; id++) join(id);
    expect([log.missedCount(1), log.missedCount(1000)]).toEqual([20, 20]);
    for (let id = 1001; id <= MAX_LOGGED_PEERS; id++) join(id);
    expect(log.missedCount(1)).toBe(4);
    join(MAX_LOGGED_PEERS + 1);
    expect(log.report(MAX_LOGGED_PEERS + 1)).toBeUndefined();
    expect(log.report(MAX_LOGGED_PEERS)).toBeDefined();
  });

  it('tracks the last 1000 questions, and shows the 50 oldest of them', () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    const peer = fakeConnection(1);
    connection$.next(peer);
    const items = Array.from({ length: 1001 }, (_, i) => ({ type: 9, hash: hash(i) }));
    const getdata = { command: 'getdata', items } as const;
    const frame = { atMs: 5, sizeBytes: 1, payload: new Uint8Array(0), command: 'getdata' } as const;
    peer.traffic$.next({ ...frame, direction: 'received', message: () => getdata });
    expect(log.report(1)!.pendingCount).toBe(0);
    peer.traffic$.next({ ...frame, direction: 'sent', message: () => ({ ...getdata, items: items.slice(0, 1000) }) });
    expect(log.report(1)!.pending[0]!.key).toBe(hash(0));
    peer.traffic$.next({ ...frame, direction: 'sent', message: () => getdata });
    const { pending, pendingCount } = log.report(1)!;
    expect(pendingCount).toBe(1000);
    expect(pending).toHaveLength(50);
    expect(pending[0]).toEqual({ question: 'getdata', key: hash(1), item: 'type 0x9', askedAtMs: 5 });
    peer.traffic$.next({ ...frame, command: 'getaddr', direction: 'sent', message: () => ({ command: 'getaddr' }) });
    expect(log.report(1)!.pendingCount).toBe(1000);
    expect(log.report(1)!.pending[0]!.key).toBe(hash(2));
    peer.exchanges$.next({ ...exchange('', 'answered'), question: 'getaddr' });
    peer.exchanges$.next({ ...exchange('', 'answered'), question: 'getaddr' });
    expect(log.report(1)!.pendingCount).toBe(999);
  });

  it(`keeps the logs of the last ${MAX_ENDED_PEERS} ended connections`, () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    for (let id = 1; id <= MAX_ENDED_PEERS + 1; id++) {
      const peer = fakeConnection(id);
      connection$.next(peer);
      peer.closed$.next({ by: 'remote' });
      expect(peer.traffic$.observed || peer.exchanges$.observed).toBe(false);
    }
    expect(log.report(1)).toBeUndefined();
    expect(log.report(2)).toMatchObject({ isClosed: true });
  });

  it('cuts and escapes what a monitor publishes, and counts at most 40 kinds of question', () => {
    const connection$ = new Subject<ReturnType<typeof fakeConnection>>();
    const log = new ExchangeLog(connection$);
    const peer = fakeConnection(1);
    connection$.next(peer);
    for (let i = 0; i < 50; i++) {
      const question = `${i}\u202e${'x'.repeat(100)}` as 'ping';
      peer.exchanges$.next({ ...exchange('\u0007'.repeat(100), 'unanswered'), question });
    }
    const { figures, missed } = log.report(1)!;
    expect(figures).toHaveLength(40);
    expect(figures[0]!.question).toBe(`0\\u{202e}${'x'.repeat(18)}…`);
    expect(missed[0]!.key).toBe(`${'\\x07'.repeat(80)}…`);
  });

  it('works on the pool of fromNats', async () => {
    const { advance, pool, remote } = publishedPool(1);
    const log = new ExchangeLog(remote.connection$);
    const ids: number[] = [];
    remote.connection$.subscribe(({ id }) => ids.push(id));
    pool.start();
    await advance(5000);
    const report = log.report(ids[0]!)!;
    const pings = report.figures.find(({ direction, question }) => direction === 'sent' && question === 'ping')!;
    expect(pings.answered).toBeGreaterThan(2);
    expect(pings.medianMs).toBe(20);
    expect(report.pendingCount).toBeLessThanOrEqual(1);
  });
});
