import { describe, expect, it } from '@jest/globals';
import { BehaviorSubject, map, Subject } from 'rxjs';
import { CONDITION_ENDS_AFTER_MS, EVENT_ENDS_AFTER_MS } from '../../../lib/dashboard/collect/alertKinds.js';
import { AlertLog, MAX_ALERT_ROWS, type AlertLogOptions } from '../../../lib/dashboard/collect/alertLog.js';
import { bitcoin, encodeMessage, type Message, type PeerAlert, type PeerAlertRule } from '../../../lib/index.js';
import { VirtualTime, virtualNetwork } from '../../../lib/marbles.js';
import type { LostPeer, ObservedPeer } from '../../../lib/node.js';
import { fromNats } from '../../../lib/nats.js';
import { addr } from '../../helpers/monitor/alertsAbout.js';
import { FakeMonitor } from '../../helpers/nats/fakeMonitor.js';
import { FakeNats } from '../../helpers/nats/fakeNats.js';
import { START_MS } from '../../helpers/nats/recordLists.js';
import { hash } from '../../helpers/samples.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';

/** Magic, command, length and checksum. */
const V1_HEADER_BYTES = 24;

/** A peer about which the rule of `fakePool` fires when the test calls `fire`. */
interface FakePeer {
  readonly peer: ObservedPeer;
  readonly fire: (alert?: string, text?: string) => void;
  readonly leave: () => void;
}

/** A log of a pool whose peers are controlled by the test. */
function fakePool(options: AlertLogOptions = {}) {
  const time = new VirtualTime();
  const joined$ = new Subject<ObservedPeer>();
  const left$ = new Subject<LostPeer>();
  const messages$ = new Subject<{ peer: ObservedPeer; message: Message }>();
  const peers$ = new BehaviorSubject<readonly ObservedPeer[]>([]);
  const fired$ = new Subject<PeerAlert<ObservedPeer>>();
  const pool = { joined$, left$, peers$, messages$: messages$ as never };
  const log = new AlertLog(pool, { scheduler: time, rules: [() => fired$], ...options });
  const changes: string[] = [];
  log.change$.subscribe(({ event, row }) => changes.push(`${event} ${row.key} ${row.count}`));
  const peerOf = (id: number, fields: object = {}): FakePeer => {
    const peer = { id, address: `20.0.0.${id}:8333`, ...fields } as unknown as ObservedPeer;
    return {
      peer,
      fire: (alert = 'silent peer', text = 'sent nothing') => fired$.next({ alert, text, peer }),
      leave: () => left$.next({ peer: peer as never, reason: { by: 'remote' } }),
    };
  };
  return { time, log, changes, joined$, peers$, messages$, peerOf };
}

describe('AlertLog', () => {
  it('lists an alert with its peer, evidence and times', () => {
    const { log, peerOf, time } = fakePool({ lineOf: (peer) => peer * 100 });
    time.advance(5000);
    peerOf(7).fire();
    expect(log.rows()).toEqual([
      {
        key: 'silent peer/7',
        rule: 'silent peer',
        title: 'Peer is silent',
        severity: 'warning',
        text: 'sent nothing',
        peer: 7,
        address: '20.0.0.7:8333',
        sinceMs: 5000,
        lastAtMs: 5000,
        count: 1,
        isActive: true,
        isAcknowledged: false,
        evidence: { view: 'conversation', peer: 7, line: 700 },
      },
    ]);
  });

  it('counts repetitions in one row, and emits only the beginning', () => {
    const { changes, log, peerOf, time } = fakePool();
    const { fire } = peerOf(1);
    fire();
    time.advance(140_000);
    fire('silent peer', 'still nothing');
    expect(log.rows()).toMatchObject([{ sinceMs: 0, lastAtMs: 140_000, count: 2, text: 'still nothing' }]);
    expect(changes).toEqual(['fired silent peer/1 1']);
  });

  it.each([
    ['silent peer', CONDITION_ENDS_AFTER_MS],
    ['inv without data', EVENT_ENDS_AFTER_MS],
    ['a rule of the caller', EVENT_ENDS_AFTER_MS],
  ])('%s is inactive after %p ms without repetition, and stays listed', (alert, endsAfterMs) => {
    const { changes, log, peerOf, time } = fakePool();
    peerOf(1).fire(alert);
    time.advance(endsAfterMs - 1);
    expect(log.rows()).toMatchObject([{ isActive: true }]);
    time.advance(1);
    expect(log.rows()).toMatchObject([{ isActive: false, count: 1 }]);
    expect(changes).toEqual([`fired ${alert}/1 1`, `ended ${alert}/1 1`]);
    time.advance(10 * endsAfterMs);
    expect(changes).toHaveLength(2);
  });

  it('keeps a wrong clock active until its peer leaves', () => {
    const { changes, log, peerOf, time } = fakePool();
    const { fire, leave } = peerOf(1);
    fire('clock offset');
    time.advance(24 * 3_600_000);
    expect(log.rows()).toMatchObject([{ isActive: true, evidence: { view: 'peer', peer: 1 } }]);
    leave();
    expect(log.rows()).toMatchObject([{ isActive: false }]);
    expect(changes).toEqual(['fired clock offset/1 1', 'ended clock offset/1 1']);
  });

  it('ends only the alerts of the peer that leaves', () => {
    const { log, peerOf } = fakePool();
    const [one, two] = [peerOf(1), peerOf(2)];
    for (const { fire } of [one, two]) fire();
    one.leave();
    expect(log.rows().map(({ isActive, peer }) => [peer, isActive])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('ends an alert at once that fires because its peer has left', () => {
    const { changes, log, peerOf } = fakePool();
    const { fire, leave } = peerOf(1);
    leave();
    fire('inv without data');
    expect(log.rows()).toMatchObject([{ isActive: false }]);
    expect(changes).toEqual(['fired inv without data/1 1', 'ended inv without data/1 1']);
  });

  it('begins again when an inactive alert fires', () => {
    const { changes, log, peerOf, time } = fakePool();
    const { fire } = peerOf(1);
    fire();
    fire();
    time.advance(CONDITION_ENDS_AFTER_MS);
    fire();
    expect(log.rows()).toMatchObject([{ sinceMs: CONDITION_ENDS_AFTER_MS, count: 1, isActive: true }]);
    expect(changes).toEqual(['fired silent peer/1 1', 'ended silent peer/1 2', 'fired silent peer/1 1']);
  });

  it('keeps an acknowledged alert quiet until it fires after having been inactive', () => {
    const { log, peerOf, time } = fakePool();
    const { fire } = peerOf(1);
    expect(log.acknowledge('silent peer/1')).toBe(false);
    fire();
    const [before] = log.rows();
    expect(log.acknowledge('silent peer/1')).toBe(true);
    expect(before).toMatchObject({ isAcknowledged: false });
    fire();
    expect(log.rows()).toMatchObject([{ isAcknowledged: true, count: 2 }]);
    time.advance(CONDITION_ENDS_AFTER_MS);
    expect(log.rows()).toMatchObject([{ isAcknowledged: true, isActive: false }]);
    fire();
    expect(log.rows()).toMatchObject([{ isAcknowledged: false, isActive: true }]);
  });

  it('stores at most 500 rows: the oldest inactive one is removed first, then the one that fired longest ago', () => {
    const { changes, log, peerOf } = fakePool();
    const peers = Array.from({ length: MAX_ALERT_ROWS + 2 }, (_, i) => peerOf(i));
    for (const { fire } of peers.slice(0, MAX_ALERT_ROWS)) fire();
    expect(log.rows()).toHaveLength(MAX_ALERT_ROWS);
    peers[3]!.leave();
    peers[0]!.fire();
    changes.length = 0;
    peers[MAX_ALERT_ROWS]!.fire();
    expect(changes).toEqual([`fired silent peer/${MAX_ALERT_ROWS} 1`]);
    expect(log.rows().some(({ peer }) => peer === 3)).toBe(false);
    peers[MAX_ALERT_ROWS + 1]!.fire();
    expect(changes.slice(1).sort()).toEqual(['ended silent peer/1 1', `fired silent peer/${MAX_ALERT_ROWS + 1} 1`]);
    expect(log.rows()).toHaveLength(MAX_ALERT_ROWS);
    expect(log.rows().at(-1)).toMatchObject({ peer: 2 });
  });

  it('escapes and cuts what a remote or a publisher chose', () => {
    const { log, peerOf } = fakePool();
    peerOf(1, { address: 'evil\u202e:1', monitor: 'm'.repeat(100) }).fire('x'.repeat(100), '\u0007'.repeat(400));
    const [row] = log.rows();
    expect(row).toMatchObject({ address: 'evil\\u{202e}:1', monitor: `${'m'.repeat(64)}…`, rule: 'x'.repeat(60) });
    expect(row!.text).toHaveLength(300);
    expect(row!.key.length).toBeLessThanOrEqual(100);
  });

  it('reports a slow block of the pool with its hash', () => {
    const { log, messages$, peerOf, peers$, time } = fakePool();
    const peers = [1, 2, 3].map((id) => peerOf(id).peer);
    peers$.next(peers);
    const message: Message = { command: 'inv', items: [{ type: 2, hash: hash(5) }] };
    for (const peer of peers.slice(0, 2)) messages$.next({ peer, message });
    time.advance(11_000);
    expect(log.rows()).toMatchObject([
      { key: 'slow block', severity: 'warning', evidence: { view: 'blocks', hash: hash(5) }, count: 1 },
    ]);
    expect(log.rows()[0]).not.toHaveProperty('peer');
  });

  it('shows a rule that failed as a critical alert', () => {
    const rule = map(() => {
      throw new Error('broken');
    }) as PeerAlertRule<ObservedPeer>;
    const { joined$, log, peerOf } = fakePool({ rules: [rule] });
    joined$.next(peerOf(1).peer);
    expect(log.rows()).toMatchObject([
      { key: 'rule failed', severity: 'critical', text: expect.stringContaining('broken'), isActive: true },
    ]);
  });

  it('ends with its subscription', () => {
    const { changes, log, peerOf, time } = fakePool();
    let isComplete = false;
    log.change$.subscribe({ complete: () => (isComplete = true) });
    peerOf(1).fire();
    log.subscription.unsubscribe();
    expect(isComplete).toBe(true);
    time.advance(EVENT_ENDS_AFTER_MS);
    peerOf(2).fire();
    expect(changes).toHaveLength(1);
  });

  it('watches the peers of a pool, those that are connected already included', () => {
    const net = virtualNetwork({ latencyMs: 10 });
    const theirs = nodesAt(net, ['20.0.0.1:8333', '20.1.0.1:8333']);
    const pool = poolIn(net, { addresses: ['20.0.0.1:8333'], outbound: 1, gossip: false });
    pool.start();
    net.advance(1000);
    const log = new AlertLog(pool, { scheduler: net.scheduler });
    for (const message of [addr(1000), addr(1)]) void theirs[0]!.send(message);
    net.advance(1000);
    expect(log.rows()).toMatchObject([
      { rule: 'addr flood', text: 'sent 1001 addresses within 60 s, more than 1000', address: '20.0.0.1:8333' },
    ]);
    theirs[0]!.close();
    net.advance(1000);
    expect(log.rows()).toMatchObject([{ isActive: false }]);
    log.subscription.unsubscribe();
  });

  it('watches the peers of other machines', () => {
    const [nats, time, network] = [new FakeNats(), new VirtualTime({ startMs: START_MS }), bitcoin.regtest];
    const pool = fromNats(nats.client().connection, { network, scheduler: time });
    const monitor = new FakeMonitor(nats.client(), 'berlin');
    const log = new AlertLog(pool, { scheduler: time, sightingScheduler: pool.scheduler });
    monitor.join(1);
    time.advance(1000);
    for (const message of [addr(1000), addr(1)]) {
      monitor.message(1, 'addr', encodeMessage(message, { network }).subarray(V1_HEADER_BYTES));
    }
    time.advance(1000);
    expect(log.rows()).toContainEqual(
      expect.objectContaining({ rule: 'addr flood', monitor: 'berlin', address: '10.0.0.1:1', isActive: true }),
    );
    monitor.leave(1);
    time.advance(1000);
    expect(log.rows().filter(({ isActive }) => isActive)).toEqual([]);
    log.subscription.unsubscribe();
    pool.close();
  });
});
