import { describe, expect, it } from '@jest/globals';
import { VirtualTime } from '../../lib/marbles.js';
import {
  KeyExchangeLimits,
  type HandshakeRates,
  MAX_WAITING_KEY_EXCHANGES,
} from '../../lib/connect/keyExchangeLimits.js';

/** Limits in virtual time, and the log of their decisions. */
class Gate {
  readonly time = new VirtualTime({ startMs: 1_767_225_600_000.123 });
  readonly limits: KeyExchangeLimits;
  readonly permitted: string[] = [];
  readonly refused: string[] = [];
  readonly facts: string[] = [];

  constructor(options: HandshakeRates = {}) {
    this.limits = new KeyExchangeLimits(options, this.time);
  }

  /** Asks for one key exchange; returns the function that ends the wait. */
  request(address: string): () => void {
    return this.limits.request(
      address,
      () => this.permitted.push(address),
      (fact) => {
        this.refused.push(address);
        this.facts.push(fact);
      },
    );
  }

  /** Asks for `count` key exchanges, each from a port of its own. */
  requests(host: string, count: number): (() => void)[] {
    return Array.from({ length: count }, (_, n) => this.request(`${host}:${n + 1}`));
  }

  /** Returns what was permitted since the last call. */
  taken(): string[] {
    return this.permitted.splice(0);
  }

  /** As `taken`, after this time. */
  after(ms: number): string[] {
    this.time.advance(ms);
    return this.taken();
  }
}

/** Requests as many as the total permits at once, from hosts that no test uses otherwise. */
function withoutTokens(options: HandshakeRates = {}): Gate {
  const gate = new Gate(options);
  gate.requests('127.9.9.9', options.handshakesPerSecond ?? 50);
  expect(gate.taken().length).toBe(options.handshakesPerSecond ?? 50);
  return gate;
}

describe('KeyExchangeLimits', () => {
  it('permits 50 per second of all hosts', () => {
    const gate = new Gate();
    for (let n = 0; n < 400; n++) gate.request(`20.${n}.0.1:1`);
    expect(gate.taken().length).toBe(50);
    expect(gate.after(999).length).toBe(49);
    expect(gate.after(1).length).toBe(1);
    expect(gate.after(1000).length).toBe(50);
    expect(gate.after(10_000).length).toBe(250);
    expect(gate.refused).toEqual([]);
  });

  it('permits 5 per second of a public host, the others later', () => {
    const gate = new Gate();
    gate.requests('20.0.0.1', 20);
    expect(gate.taken().length).toBe(5);
    expect(gate.after(199)).toEqual([]);
    expect(gate.after(1).length).toBe(1);
    expect(gate.after(1000).length).toBe(5);
    expect(gate.after(10_000).length).toBe(9);
  });

  it('counts an IPv6 /64 and an embedded IPv4 address as one host', () => {
    const gate = new Gate();
    for (let n = 0; n < 10; n++) gate.request(`[2a01:1:1:1::${n + 1}]:1`);
    expect(gate.taken().length).toBe(5);
    for (let n = 0; n < 10; n++) gate.request(`[2a01:1:1:${n + 2}::1]:1`);
    expect(gate.taken().length).toBe(10);
    gate.requests('20.0.0.1', 3);
    gate.requests('[::ffff:20.0.0.1]', 3);
    expect(gate.taken().length).toBe(5);
  });

  it.each(['127.0.0.1', '[::1]', '192.168.0.1', '[fe80::1%eth0]', '100.64.0.1'])(
    'has no limit for the private host %s alone',
    (host) => {
      const gate = new Gate();
      gate.requests(host, 60);
      expect(gate.taken().length).toBe(50);
      expect(gate.after(200).length).toBe(10);
    },
  );

  it('takes the limits from its options', () => {
    const gate = new Gate({ handshakesPerSecond: 4, handshakesPerSecondAndHost: 2 });
    gate.requests('20.0.0.1', 3);
    gate.requests('20.0.0.2', 3);
    expect(gate.taken()).toEqual(['20.0.0.1:1', '20.0.0.1:2', '20.0.0.2:1', '20.0.0.2:2']);
    expect(gate.after(499)).toEqual([]);
    expect(gate.after(2).length).toBe(2);
  });

  it('permits at most one waiting key exchange per moment, so that other work runs in between', () => {
    const gate = withoutTokens();
    gate.requests('127.0.0.1', 10);
    const times = new Map<number, number>();
    const { time } = gate;
    for (let before = 0; gate.permitted.length < 10; before = gate.permitted.length) {
      time.advanceTo(time.nextMs!);
      const now = gate.permitted.length - before;
      if (now > 0) times.set(time.now(), now);
    }
    expect([...times.values()]).toEqual(Array(10).fill(1));
  });

  it('permits in the call, and never twice', () => {
    const gate = new Gate();
    gate.request('20.0.0.1:1');
    expect(gate.after(0)).toEqual(['20.0.0.1:1']);
    expect(gate.after(60_000)).toEqual([]);
    expect(gate.time.waitingCount).toBe(0);
  });
});

describe('the order in which key exchanges are permitted', () => {
  it('a host whose limit is reached does not delay others', () => {
    const gate = new Gate();
    gate.requests('20.0.0.1', 20);
    gate.taken();
    gate.request('20.1.0.1:1');
    expect(gate.taken()).toEqual(['20.1.0.1:1']);
  });

  it('an earlier end of a wait replaces a later one', () => {
    const gate = new Gate({ handshakesPerSecond: 50, handshakesPerSecondAndHost: 1 });
    gate.requests('20.0.0.1', 2);
    gate.time.advance(500);
    gate.requests('20.0.0.2', 1);
    gate.requests('127.0.0.1', 80);
    gate.taken();
    // 20.0.0.1 waits for 500 ms, those of 127.0.0.1 for 20 ms.
    expect(gate.after(20)).toEqual(['127.0.0.1:80']);
  });

  it('a host without a recent key exchange is first, in spite of any number of others that wait', () => {
    const gate = withoutTokens();
    gate.requests('127.0.0.2', 300);
    expect(gate.after(100).length).toBe(5);
    gate.request('127.0.0.3:1');
    gate.requests('127.0.0.2', 100);
    expect(gate.after(20)).toEqual(['127.0.0.3:1']);
  });

  it('hosts take turns', () => {
    const gate = withoutTokens();
    gate.requests('127.0.0.2', 3);
    gate.requests('127.0.0.3', 3);
    expect(gate.after(80).map((address) => address.split(':')[0])).toEqual([
      '127.0.0.3',
      '127.0.0.2',
      '127.0.0.3',
      '127.0.0.2',
    ]);
  });

  it('network groups take turns: eighty hosts of one group count like one', () => {
    const gate = withoutTokens();
    for (let n = 1; n <= 40; n++) gate.request(`20.0.${n}.1:1`);
    expect(gate.after(100).length).toBe(5);
    gate.request('30.0.0.1:1');
    for (let n = 41; n <= 80; n++) gate.request(`20.0.${n}.1:1`);
    expect(gate.after(20)).toEqual(['30.0.0.1:1']);
    expect(gate.after(20)[0]).toMatch(/^20/);
  });

  it('the newest of a host is first, because the remotes of the oldest have probably given up', () => {
    const gate = withoutTokens();
    gate.requests('127.0.0.2', 3);
    expect(gate.after(60)).toEqual(['127.0.0.2:3', '127.0.0.2:2', '127.0.0.2:1']);
  });

  it('a request does not overtake those that wait for the same token', () => {
    const gate = withoutTokens();
    gate.request('127.0.0.3:1');
    gate.requests('127.9.9.9', 1);
    // A token is available, and the timer has not run yet.
    gate.time.advance(19.9);
    expect(gate.taken()).toEqual([]);
    const late = (): void => void gate.request('127.9.9.9:100');
    gate.time.schedule(late, 0.1);
    expect(gate.after(0.2)).toEqual(['127.0.0.3:1']);
  });

  it('remembers 1000 hosts and groups', () => {
    const gate = new Gate({ handshakesPerSecond: 5000 });
    gate.request('20.0.0.1:1');
    gate.requests('20.0.0.2', 1);
    for (let n = 0; n < 998; n++) gate.request(`30.${n >> 8}.${n & 255}.1:1`);
    for (let n = 0; n < 4; n++) gate.request('20.0.0.1:1');
    gate.taken();
    gate.request('20.0.0.1:1');
    expect(gate.taken()).toEqual([]);
    // One host more, and the one that was served longest ago is new again: that is 20.0.0.2.
    gate.request('40.0.0.1:1');
    gate.taken();
    gate.requests('20.0.0.2', 5);
    expect(gate.taken().length).toBe(5);
  });
});

describe('the queue of key exchanges', () => {
  it('has 500 places; beyond it the oldest of the host that has the most is refused', () => {
    const gate = withoutTokens();
    gate.request('127.0.0.3:1');
    gate.requests('127.0.0.2', MAX_WAITING_KEY_EXCHANGES - 1);
    expect(gate.refused).toEqual([]);
    gate.request('127.0.0.4:1');
    expect(gate.refused).toEqual(['127.0.0.2:1']);
    expect(gate.facts).toEqual([
      '500 v2 key exchanges wait, more are not allowed to: raise handshakesPerSecond if these are honest peers',
    ]);
    expect(gate.after(60).sort()).toEqual(['127.0.0.2:499', '127.0.0.3:1', '127.0.0.4:1']);
    gate.requests('127.0.0.2', 10);
    expect(gate.refused.length).toBe(8);
  });

  it('refuses the oldest of all if no host has more than another', () => {
    const gate = withoutTokens();
    for (let n = 0; n <= MAX_WAITING_KEY_EXCHANGES; n++) gate.request(`10.0.${n >> 8}.${n & 255}:1`);
    expect(gate.refused).toEqual(['10.0.0.0:1']);
  });

  it('frees the place of a connection that has ended', () => {
    const gate = withoutTokens();
    const stops = gate.requests('127.0.0.2', MAX_WAITING_KEY_EXCHANGES);
    stops[MAX_WAITING_KEY_EXCHANGES - 1]!();
    gate.request('127.0.0.3:1');
    expect(gate.refused).toEqual([]);
    for (const stop of stops) stop();
    expect(gate.after(60_000)).toEqual(['127.0.0.3:1']);
  });

  it('has no timer when nothing waits, even after the last waiting key exchange has left', () => {
    const gate = withoutTokens();
    const [first, second] = gate.requests('127.0.0.2', 2);
    expect(gate.time.waitingCount).toBe(1);
    first!();
    expect(gate.time.waitingCount).toBe(1);
    second!();
    expect(gate.time.waitingCount).toBe(0);
    second!();
    gate.request('127.0.0.3:1');
    expect(gate.after(20)).toEqual(['127.0.0.3:1']);
    expect(gate.time.waitingCount).toBe(0);
  });

  it('runs its timer only when a token becomes available', () => {
    const gate = new Gate();
    gate.requests('20.0.0.1', 6);
    expect(gate.time.nextMs! - gate.time.now()).toBeCloseTo(200, 2);
  });

  it('permits and refuses nothing after close', () => {
    const gate = withoutTokens();
    gate.requests('127.0.0.2', 2);
    gate.limits.close();
    expect(gate.time.waitingCount).toBe(0);
    gate.request('127.0.0.3:1');
    expect(gate.after(60_000)).toEqual([]);
    expect(gate.refused).toEqual([]);
  });

  it('accepts connections that end when another one is permitted or refused', () => {
    const gate = withoutTokens();
    const stops: (() => void)[] = [];
    const stopAll = (): void => stops.forEach((stop) => stop());
    for (let n = 0; n < MAX_WAITING_KEY_EXCHANGES; n++) stops.push(gate.request('127.0.0.2:1'));
    stops.push(gate.limits.request('127.0.0.3:1', stopAll, stopAll));
    gate.time.advance(60_000);
    expect(gate.permitted).toEqual([]);
    expect(gate.time.waitingCount).toBe(0);
  });
});
