import { describe, expect, it } from '@jest/globals';
import { of, Subject, type Observable } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { txid, type Message, type Peer, type TimedAddress } from '../../lib/index.js';
import { evaluateExample } from '../helpers/evaluateExample.js';
import { exampleIn } from '../helpers/nodes/readmeExample.js';
import { pong, sized, transaction } from '../helpers/peer/messages.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { rawRemote, type RawRemote, type RawRemoteOptions } from '../helpers/rawRemote.js';
import { hash, versionMessage } from '../helpers/samples.js';

interface Alert {
  readonly alert: string;
  readonly peer: Peer;
}
const examples: Record<string, unknown> = {};
for (const name of [
  'alertsOf',
  'addrFlood',
  'invWithoutData',
  'clockOffset',
  'silentPeer',
  'pingRising',
  'slowBlock',
]) {
  Object.assign(examples, evaluateExample(await exampleIn('docs/alerts.md', name)));
}

describe('the alert for an address flood', () => {
  it('fires once a minute beyond 1000 addresses', () => {
    const fired = watch('addrFlood', ({ sendToPeer, at }) => {
      for (const ms of [1000, 2000, 3000, 4000]) at(ms, () => sendToPeer(addr(500)));
      at(64_000, () => sendToPeer(addr(1000), addrv2(1)));
    });
    expect(fired).toEqual([
      [3000, { alert: 'addr flood', count: 1500 }],
      [64_000, { alert: 'addr flood', count: 1001 }],
    ]);
  });

  it('does not fire for the answer to a getaddr, nor for a thousand per minute', () => {
    const fired = watch('addrFlood', ({ sendToPeer, at }) => {
      for (let minute = 0; minute < 5; minute++) at(minute * 60_000 + 1, () => sendToPeer(addr(1000)));
    });
    expect(fired).toEqual([]);
  });
});

describe('the alert for an inv without data', () => {
  const item = { type: 1, hash: txid(transaction(1)) };
  const other = { type: 1, hash: hash(2) };
  const announce: Message = { command: 'inv', items: [item, other] };
  const ask: Message = { command: 'getdata', items: [item] };

  it('fires on a notfound', () => {
    const fired = watch('invWithoutData', ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer({ command: 'notfound', items: [item] }));
    });
    expect(fired).toEqual([[30, { alert: 'inv without data', hash: item.hash, outcome: 'notFound' }]]);
  });

  it('fires when the request times out', () => {
    const fired = watch('invWithoutData', ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
    });
    expect(fired).toEqual([[30_020, { alert: 'inv without data', hash: item.hash, outcome: 'unanswered' }]]);
  });

  it('does not fire for an answer that is late because we paused reading', () => {
    const late = ({ peer, sendToPeer, at }: Stage): void => {
      const done$ = new Subject<void>();
      peer.consume('unknown', () => done$).subscribe();
      const outcomes = outcomeOf(peer.exchanges$).values;
      at(10, () => sendToPeer(announce));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer(sized(1, 500)));
      at(40, () => sendToPeer({ command: 'tx', transaction: transaction(1) }));
      at(60_000, () => done$.complete());
      at(60_001, () => expect(outcomes).toMatchObject([{ outcome: 'late' }]));
    };
    expect(watch('invWithoutData', late, { readBudgetBytes: 400 })).toEqual([]);
  });

  it.each<[string, (stage: Stage) => void]>([
    ['if the item arrives', ({ sendToPeer }) => sendToPeer({ command: 'tx', transaction: transaction(1) })],
    ['if we close the peer first', ({ peer }) => peer.close()],
    ['if the remote closes first', ({ duplex }) => duplex.close()],
  ])('does not fire %s', (_, act) => {
    const fired = watch('invWithoutData', (stage) => {
      stage.at(10, () => stage.sendToPeer(announce));
      stage.at(20, () => void stage.peer.send(ask));
      stage.at(30, () => act(stage));
    });
    expect(fired).toEqual([]);
  });

  it('does not fire for items that the remote has not announced, nor for items requested from us', () => {
    const fired = watch('invWithoutData', ({ peer, sendToPeer, at }) => {
      at(10, () => sendToPeer({ ...announce, items: [other] }, ask));
      at(20, () => void peer.send(ask));
      at(30, () => sendToPeer({ command: 'notfound', items: [item] }));
      at(40, () => void peer.send({ command: 'notfound', items: [item] }));
    });
    expect(fired).toEqual([]);
  });
});

describe('the alert for a clock offset', () => {
  it.each([
    [601, [[0, { alert: 'clock offset', seconds: 601 }]]],
    [-601, [[0, { alert: 'clock offset', seconds: -601 }]]],
    [600, []],
    [-600, []],
  ])('of %p seconds', (seconds, alerts) => {
    expect(watch('clockOffset', () => undefined, { offsetSeconds: seconds })).toEqual(alerts);
  });
});

describe('the alert for a silent peer', () => {
  it('fires before the idle timeout closes the peer, at any time of the last message', () => {
    for (const lastMs of [1, 70_000, 139_999, 140_000, 140_001, 200_000]) {
      const fired = watch('silentPeer', ({ sendToPeer, at }) => at(lastMs, () => sendToPeer({ command: 'getaddr' })), {
        endMs: 600_000,
      });
      expect(fired[0]).toEqual([expect.any(Number), { alert: 'silent peer', lastMs }]);
      expect(fired[0]![0] - lastMs).toBeLessThan(300_000);
    }
  });

  it('does not fire for a remote that only answers our pings', () => {
    const fired = watch('silentPeer', (stage) => answerPings(stage, () => 50), { endMs: 3_600_000 });
    expect(fired).toEqual([]);
  });
});

describe('the alert for rising pings', () => {
  it.each<[string, number[], number[][]]>([
    [
      'fires if five consecutive ones rise to more than twice the first',
      [50, 10, 12, 15, 18, 21],
      [[10, 12, 15, 18, 21]],
    ],
    ['does not fire if they rise by less', [10, 12, 14, 16, 20], []],
    ['does not fire if one is shorter', [10, 20, 19, 30, 40], []],
    ['does not fire for four', [10, 20, 30, 40], []],
  ])('%s', (_, roundTripsMs, alerts) => {
    const fired = watch('pingRising', (stage) => answerPings(stage, (n) => roundTripsMs[n]), {
      endMs: (roundTripsMs.length + 1) * 120_000,
    });
    expect(fired.map(([, alert]) => alert)).toEqual(alerts.map((last) => ({ alert: 'ping rising', last })));
  });
});

describe('the alert for a slow block', () => {
  const announced: Message = { command: 'inv', items: [{ type: 2, hash: hash(5) }] };
  const transaction5: Message = { command: 'inv', items: [{ type: 1, hash: hash(5) }] };

  /** The alerts for a pool of ten peers. Peer n announces the block at the n-th of these times. */
  function slowBlocksOf(announcedAtMs: readonly number[], message = announced): unknown[] {
    const emitted: unknown[] = [];
    const time = new TestScheduler(() => undefined);
    time.run(() => {
      const messages$ = new Subject<{ peer: number; message: Message }>();
      const peers$ = of(Array.from({ length: 10 }, (_, n) => n));
      const alert$ = (examples['slowBlock'] as (pool: object) => Observable<object>)({ messages$, peers$ });
      alert$.subscribe((alert) => emitted.push([time.now(), alert]));
      for (const [peer, ms] of announcedAtMs.entries()) time.schedule(() => messages$.next({ peer, message }), ms);
      time.schedule(() => messages$.complete(), 100_000);
    });
    return emitted;
  }

  it('fires once if 90 % of the peers have announced it late', () => {
    const alert = { alert: 'slow block', hash: hash(5), to90Ms: 2001, connected: 10, seen: 9 };
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 2002, 3000])).toEqual([[2002, alert]]);
  });

  it('fires once if fewer than 90 % have announced it within ten seconds', () => {
    const alert = { alert: 'slow block', hash: hash(5), to90Ms: undefined, connected: 10, seen: 8 };
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 20_000, 30_000])).toEqual([[10_001, alert]]);
  });

  it('does not fire for a quick block, nor for a transaction', () => {
    expect(slowBlocksOf([1, 2, 2, 2, 2, 2, 2, 2, 2001, 50_000])).toEqual([]);
    expect(slowBlocksOf([1, 2, 30_000], transaction5)).toEqual([]);
  });
});

describe('alertsOf with several peers', () => {
  it('emits the alerts of each peer, and completes after the last one', () => {
    const [one, two] = [rawRemote(), rawRemote()];
    const fired: Alert[] = [];
    let isComplete = false;
    alertsOf(of(one.peer, two.peer), ['addrFlood', 'silentPeer']).subscribe({
      next: (alert) => fired.push(alert),
      complete: () => (isComplete = true),
    });
    for (const { sendToPeer } of [one, two]) sendToPeer(versionMessage(), { command: 'verack' });
    two.sendToPeer(addr(1000), addr(1));
    expect(fired).toEqual([{ alert: 'addr flood', peer: two.peer, count: 1001 }]);
    one.peer.close();
    expect(isComplete).toBe(false);
    two.peer.close();
    expect(isComplete).toBe(true);
  });
});

/** A remote controlled by the test, and a clock. */
interface Stage extends RawRemote {
  readonly at: (ms: number, act: () => void) => void;
}

interface WatchOptions extends RawRemoteOptions {
  /** The offset of the remote's clock from ours. */
  offsetSeconds?: number;
  /** The time at which we close the peer. */
  endMs?: number;
}

/** The alerts about this remote, with their times. Checks that each names the peer. */
function watch(
  name: string,
  script: (stage: Stage) => void,
  { offsetSeconds = 0, endMs = 400_000, ...options }: WatchOptions = {},
): [atMs: number, alert: object][] {
  const fired: [number, object][] = [];
  const time = new TestScheduler(() => undefined);
  time.run(() => {
    const remote = rawRemote({ scheduler: time, ...options });
    alertOf(name, remote.peer).subscribe(({ peer, ...alert }) => {
      expect(peer).toBe(remote.peer);
      fired.push([time.now(), alert]);
    });
    remote.sendToPeer(versionMessage({ timestamp: BigInt(offsetSeconds) }), { command: 'verack' });
    const at = (ms: number, act: () => void): void => void time.schedule(act, ms);
    script({ ...remote, at });
    // A closed peer does not send pings, so virtual time ends.
    at(endMs, () => remote.peer.close());
  });
  return fired;
}

/** Answers each of our pings after this time, or not at all if it is undefined. */
function answerPings({ peer, sendToPeer, at }: Stage, roundTripMs: (n: number) => number | undefined): void {
  let count = 0;
  peer.sent$.subscribe((message) => {
    if (message.command !== 'ping') return;
    const ms = roundTripMs(count++);
    if (ms !== undefined) at(ms, () => sendToPeer(pong(message.nonce!)));
  });
}

function addr(count: number): Message {
  const address: TimedAddress = { time: 0, services: 0n, ip: new Uint8Array(16), port: 8333 };
  return { command: 'addr', addresses: Array.from({ length: count }, () => address) };
}

function addrv2(count: number): Message {
  const address = { time: 0, services: 0n, networkId: 1, address: new Uint8Array(4), port: 8333 };
  return { command: 'addrv2', addresses: Array.from({ length: count }, () => address) };
}

function alertOf(name: string, peer: Peer): Observable<Alert> {
  return (examples[name] as (peer: Peer) => Observable<Alert>)(peer);
}

function alertsOf(peer$: Observable<Peer>, names: readonly string[]): Observable<Alert> {
  type AlertsOf = (peer$: Observable<Peer>, alerts: readonly unknown[]) => Observable<Alert>;
  const alerts = names.map((name) => examples[name]);
  return (examples['alertsOf'] as AlertsOf)(peer$, alerts);
}
