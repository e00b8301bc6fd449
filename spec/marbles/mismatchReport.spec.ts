import { describe, expect, it } from '@jest/globals';
import { from, map, merge } from 'rxjs';
import {
  answerPings,
  createIdentity,
  handshake,
  keepAlive,
  ofCommand,
  type Conversation,
  type Message,
} from '../../lib/index.js';
import { timelineOf } from '../../lib/marbles/timeline.js';
import { mismatchReport } from '../../lib/marbles/mismatchReport.js';
import { tourExample } from '../helpers/nodes/documentExample.js';
import { reportOfRun, text } from './expectMismatch.js';

describe('the report of a mismatch', () => {
  it('shows a message that came at another time', () => {
    const report = reportOfRun((m) => m.expectSent(m.converse(answerPings(), m.received('--p--P')), '--q---Q'));
    expect(report).toBe(
      text([
        'sent: differs first at 5 ms',
        '',
        '  expected  --q---Q',
        '  actual    --q--Q-',
        '                 ^^',
        '',
        '  6 ms  Q pong expected, came 1 ms earlier',
        '',
        '  q  pong { nonce: 1n }',
        '  Q  pong { nonce: 2n }',
      ]),
    );
  });

  it('shows the differing field, and a new letter for a value without one', () => {
    const odd: Message = { command: 'pong', nonce: 0x1234_5678_9abcn };
    const report = reportOfRun((m) => m.expectSent(m.received('--q--o', { o: odd }), '--q--q'));
    expect(report).toBe(
      text([
        'sent: differs first at 5 ms',
        '',
        '  expected  --q--q',
        '  actual    --q--A',
        '                 ^',
        '',
        '  5 ms  q pong expected, A pong came',
        '        nonce 20015998343868n, expected 1n',
        '',
        '  q  pong',
        '  A  pong',
      ]),
    );
  });

  it('shows missing and unexpected messages', () => {
    const report = reportOfRun((m) => {
      m.expectSent(m.converse(answerPings(), m.received('--p----P--u')), '--q-a-----|');
    });
    expect(report).toBe(
      text([
        'sent: differs first at 4 ms',
        '',
        '  expected  --q-a-----|',
        '  actual    --q----Q---',
        '                ^  ^  ^',
        '',
        '  4 ms  a verack expected, nothing came',
        '  7 ms  Q pong came, nothing expected',
        '  10 ms  | the end expected, nothing came',
        '',
        '  q  pong { nonce: 1n }',
        '  a  verack',
        '  Q  pong { nonce: 2n }',
      ]),
    );
  });

  it('shows an error in place of completion', () => {
    const report = reportOfRun((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 6, pongTimeoutMs: 4 }), m.received('20ms'));
      m.expectSent(conversation, '------p---|');
    });
    expect(report).toBe(
      text([
        'sent: differs first at 10 ms',
        '',
        '  expected  ------p---|',
        '  actual    ------p---#',
        '                      ^',
        '',
        '  10 ms  | the end expected, # PeerTimeoutError PONG_TIMEOUT came',
        '',
        '  p  ping { nonce: 1n }',
      ]),
    );
  });

  it('puts a caret below # for another error', () => {
    const report = reportOfRun((m) => {
      const conversation = m.converse(keepAlive({ pingIntervalMs: 6, pongTimeoutMs: 4 }), m.received('20ms'));
      m.expectSent(conversation, '------p---#', {}, 'PeerTimeoutError IDLE_TIMEOUT');
    });
    expect(report).toContain(
      text([
        '  expected  ------p---#',
        '  actual    ------p---#',
        '                      ^',
        '',
        '  10 ms  # PeerTimeoutError IDLE_TIMEOUT expected, # PeerTimeoutError PONG_TIMEOUT came',
      ]),
    );
  });

  it('shows that a group came in another order', () => {
    const report = reportOfRun((m) => {
      const conversation = m.converse(handshake({ identity: createIdentity() }), m.received('---v'), { agreed: {} });
      m.expectSent(conversation, 'V--(xwa)');
    });
    expect(report).toContain(
      text(['  expected  V--(xwa)', '  actual    V--(wxa)', '                ^^', '', '  3 ms  came in another order']),
    );
  });

  it('shows the differences inside a group', () => {
    const report = reportOfRun((m) => m.expectSent(m.received('-(pqP)--p'), '-(pQ)---p'));
    expect(report).toBe(
      text([
        'sent: differs first at 1 ms',
        '',
        '  expected  -(pQ)---p',
        '  actual    -(pqP)--p',
        '               ^^^',
        '',
        '  1 ms  Q pong expected, q pong came',
        '        nonce 1n, expected 2n',
        '  1 ms  P ping came, nothing expected',
        '',
        '  p  ping { nonce: 1n }',
        '  Q  pong',
        '  q  pong',
        '  P  ping { nonce: 2n }',
      ]),
    );
  });

  it('shows long gaps as the same time in both diagrams', () => {
    const report = reportOfRun((m) => {
      m.expectSent(m.converse(keepAlive(), m.received('10m')), '2m p 2m P 2m x', { x: { command: 'ping', nonce: 3n } });
    });
    expect(report).toBe(
      text([
        'sent: differs first at 240000 ms (4m)',
        '',
        '  expected   2m p 1m 59s 999ms -P 1m 59s 998ms --x 1m 59s 997ms -',
        '  actual     2m p 1m 59s 999ms P- 1m 59s 998ms x-- 1m 59s 997ms A',
        '                               ^^              ^ ^              ^',
        '',
        '  240001 ms (4m 1ms)  P ping expected, came 1 ms earlier',
        '  360002 ms (6m 2ms)  x ping expected, came 2 ms earlier',
        '  480000 ms (8m)  A ping came, nothing expected',
        '',
        '  p  ping { nonce: 1n }',
        '  P  ping { nonce: 2n }',
        '  x  ping { nonce: 3n }',
        '  A  ping { nonce: 4n }',
      ]),
    );
  });

  it('omits long equal parts before and after the difference', () => {
    const pings = 'p---------------------'.repeat(40);
    const report = reportOfRun((m) => m.expectSent(m.received(`${pings}P${pings}`), `${pings}-${pings}`));
    expect(report).toBe(
      text([
        'sent: differs first at 880 ms',
        '',
        '  … as expected until 550ms …',
        '',
        '  expected  p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p',
        '  actual    p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p',
        '',
        '  expected   21ms p 21ms p 21ms -p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p',
        '  actual     21ms p 21ms p 21ms Pp 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p',
        '                                ^',
        '',
        '  expected   21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms',
        '  actual     21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms p 21ms',
        '',
        '  … as expected from 1s 365ms on …',
        '',
        '  880 ms  P ping came, nothing expected',
        '',
        '  p  ping { nonce: 1n }',
        '  P  ping { nonce: 2n }',
      ]),
    );
  });

  it('has less than 30 lines if everything differs', () => {
    const report = reportOfRun((m) => {
      m.expectSent(m.received(`-${'p--------------------'.repeat(300)}`), 'p--------------------'.repeat(300));
    });
    expect(report.split('\n').length).toBeLessThan(30);
    expect(report).toContain('… more differences from 695ms on …');
    expect(report).toContain('  42 ms  p ping expected, came 1 ms later\n');
    expect(report).toContain('\n  … and more\n');
  });

  it('shows the bytes around the first difference of large payloads', () => {
    const bytes = Uint8Array.from({ length: 2000 }, (_, i) => i & 0xff);
    const others = bytes.with(1234, 0xff);
    const unknown = (payload: Uint8Array): Message => ({ command: 'unknown', name: 'big', payload });
    const report = reportOfRun((m) => {
      m.expectSent(m.received('b', { b: unknown(others) }), 'a', { a: unknown(bytes) });
    });
    expect(report).toBe(
      text([
        'sent: differs first at 0 ms',
        '',
        '  expected  a',
        '  actual    A',
        '            ^',
        '',
        '  0 ms  a unknown expected, A unknown came',
        '        payload at byte 1234',
        '          expected  … cc cd ce cf d0 d1 [d2] d3 d4 d5 d6 d7 d8 …',
        '          actual    … cc cd ce cf d0 d1 [ff] d3 d4 d5 d6 d7 d8 …',
        '',
        '  a  unknown',
        '  A  unknown',
      ]),
    );
  });

  it('shows that there are more bytes than expected', () => {
    const report = reportOfRun((m) => {
      m.expectStream(m.hot('b', { b: Uint8Array.of(1, 2, 3) }), 'a', { a: Uint8Array.of(1, 2) });
    });
    expect(report).toContain(
      text([
        '  0 ms  a expected, A came',
        '        bytes at byte 2, 3 bytes, expected 2',
        '          expected  01 02 []',
        '          actual    01 02 [03]',
        '',
        '  a  01 02',
        '  A  01 02 03',
      ]),
    );
  });

  it('shortens hashes unless the short forms are equal', () => {
    const hash = 'ab'.repeat(32);
    const item = (hash: string): Message => ({ command: 'inv', items: [{ type: 2, hash }] });
    const differing = (other: string) =>
      reportOfRun((m) => m.expectSent(m.received('b', { b: item(other) }), 'a', { a: item(hash) }));
    expect(differing('cd'.repeat(32))).toContain('items/0/hash cdcdcdcd…cdcdcdcd, expected abababab…abababab\n');
    const middle = `${'ab'.repeat(15)}ff${'ab'.repeat(16)}`;
    expect(differing(middle)).toContain(`items/0/hash ${middle}, expected\n                     ${hash}\n`);
  });

  it('shows when and why a peer closed', () => {
    const report = reportOfRun((m) => m.expectClosed(m.peer(m.received('10m')), { atMs: 29_000 }, 'remote'));
    expect(report).toBe(
      text([
        'closed: differs first at 29000 ms (29s)',
        '',
        '  expected   29s | 999ms -',
        '  actual     29s - 999ms #',
        '                 ^       ^',
        '',
        '  29000 ms (29s)  | by remote expected, nothing came',
        '  30000 ms (30s)  # PeerTimeoutError NEGOTIATION_TIMEOUT came, nothing expected',
      ]),
    );
  });

  it('numbers the expectations of one kind, and names only those that fail', () => {
    const report = reportOfRun((m) => {
      const peer = m.peer(m.received('---v--a-p'));
      m.expectMessages(peer, '---v--a-p');
      m.expectSent(peer, 'V--(wxa)q');
      m.expectStream(peer.on('ping'), '--------p');
      m.expectStream(peer.on('pong'), '--------q');
    });
    expect(report.match(/^\S.*$/gm)).toEqual(['stream (2): differs first at 8 ms']);
  });

  it('stops after 500 times that differ', () => {
    const actual = Array.from({ length: 5000 }, (_, atMs) => ({ atMs, kind: 'N', value: atMs }) as const);
    const flood = { name: 'flood', lengthMs: 0, letters: new Map<string, unknown>(), actual };
    expect(timelineOf({ ...flood, expected: [] }).entries).toHaveLength(500);
    const expected = actual.map((each) => ({ ...each, symbol: 'a' }));
    expect(timelineOf({ ...flood, expected }).entries).toHaveLength(5000);
    expect(mismatchReport({ ...flood, expected: expected.slice(0, -1) })).toContain('4999 ms (4s 999ms)  A came');
  });

  it('notes that it is not to scale if an event follows a group too soon', () => {
    const report = reportOfRun((m) => {
      m.expectSent(merge(m.received('--(pq)-a'), m.received('---P')), '--(pq)-a');
    });
    expect(report).toContain(
      text([
        '  expected  --(pq)-a',
        '  actual    --(pq)Pa',
        '                  ^',
        '',
        '  (not to scale: an event follows a group too soon to be drawn at its time)',
        '',
        '  3 ms  P ping came, nothing expected',
      ]),
    );
  });

  it('draws events to scale that come during a group of the other diagram', () => {
    const report = reportOfRun((m) => m.expectSent(m.received('--pa--v'), '--(pq)-v'));
    expect(report).toContain(
      text([
        '  expected  --(pq)-v',
        '  actual    --pa--v-', //
        '              ^^^^^^',
      ]),
    );
  });

  it("is the one of the tour's example", async () => {
    const fetchAll: Conversation = () => (received$) =>
      received$.pipe(
        ofCommand('inv'),
        map(({ items }) => ({ command: 'getdata', items })),
      );
    const report = reportOfRun((m) => {
      m.expectSent(m.converse(fetchAll, m.received('--i--I--u--|')), '--d--------|');
    });
    expect(`${report}\n`).toBe(await tourExample('report'));
  });

  it('shows a question mark after the last spare letter', () => {
    const many = Array.from({ length: 100 }, (_, n): Message => ({ command: 'ping', nonce: BigInt(n + 10) }));
    const report = reportOfRun((m) => m.expectSent(from(many), ''));
    expect(report).toContain('???');
  });
});
