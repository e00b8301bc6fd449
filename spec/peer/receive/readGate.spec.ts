import { describe, expect, it } from '@jest/globals';
import { map, mergeMap, NEVER, Subject } from 'rxjs';
import { defineNetwork, type Message } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { BITCOIN_LIMITS } from '../../../lib/messages/limits.js';
import { UNFINISHED_MESSAGE_BYTES } from '../../../lib/peer/send/messageCharges.js';
import { numberOf, ping, pong, sized } from '../../helpers/peer/messages.js';
import { outcomeOf, reasonNames } from '../../helpers/peer/outcome.js';
import { scriptedRemote } from '../../helpers/peer/scriptedRemote.js';
import { readyRemote, type RawRemote, type RawRemoteOptions } from '../../helpers/rawRemote.js';
import { hash } from '../../helpers/samples.js';

/** Four messages of 100 bytes. */
const BUDGET_BYTES = 4 * (100 + UNFINISHED_MESSAGE_BYTES);

/** A peer with one consumer whose work completes when the test calls finish. */
function withConsumer(options: RawRemoteOptions = {}) {
  const remote = readyRemote({ readBudgetBytes: BUDGET_BYTES, ...options });
  const underWay: Subject<never>[] = [];
  const consumer = outcomeOf(
    remote.peer.consume('unknown', () => {
      const inner$ = new Subject<never>();
      underWay.push(inner$);
      return inner$;
    }),
  );
  const { values: seen } = outcomeOf(remote.peer.on('unknown').pipe(map(numberOf)));
  return { ...remote, consumer, seen, finish: () => underWay.shift()!.complete() };
}

/** Sends each message in its own chunk. */
function sendOneByOne({ sendToPeer }: Pick<RawRemote, 'sendToPeer'>, from: number, to: number): void {
  for (let n = from; n <= to; n++) sendToPeer(sized(n));
}

describe('reading', () => {
  it('pauses above the budget, not at it', () => {
    const remote = withConsumer();
    sendOneByOne(remote, 1, 4);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 400, isPaused: false });
    sendOneByOne(remote, 5, 9);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 500, isPaused: true });
    expect(remote.seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('resumes at a quarter of the budget, not before', () => {
    const remote = withConsumer();
    sendOneByOne(remote, 1, 9);
    for (let i = 0; i < 3; i++) remote.finish();
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 200, isPaused: true });
    expect(remote.seen).toHaveLength(5);
    remote.finish();
    expect(remote.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 500, isPaused: true });
  });

  it('processes the rest of the current chunk before it pauses', () => {
    const remote = withConsumer();
    remote.sendToPeer(...Array.from({ length: 9 }, (_, i) => sized(i + 1)));
    remote.sendToPeer(sized(10));
    expect(remote.seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 900, isPaused: true });
  });

  it('accepts at most the budget, one chunk and one message while a remote answers synchronously', () => {
    // The messages of a consumer are sent during the delivery of a chunk: forty chunks arrive meanwhile.
    const remote = scriptedRemote({
      answers: ({ command }) => (command === 'getaddr' ? [sized(1)] : []),
      readBudgetBytes: BUDGET_BYTES,
      conversations: [],
    });
    void remote.peer.consume('unknown', () => NEVER);
    remote.peer.on('ping').subscribe(() => {
      for (let i = 0; i < 40; i++) void remote.peer.send({ command: 'getaddr' });
    });
    remote.sendToPeer(ping(1n));
    expect(remote.peer.stats().isPaused).toBe(true);
    expect(remote.peer.stats().unfinishedBytes).toBeLessThanOrEqual(400 + 100 + 100);
  });
});

describe('consumerTimeoutMs', () => {
  it('ends a peer whose reading was paused for longer', () => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, consumerTimeoutMs: 5000, conversations: [] });
    sendOneByOne(remote, 1, 5);
    time.advance(4999);
    expect(remote.reasons).toEqual([]);
    time.advance(1);
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONSUMER_STALLED']);
  });

  it('also ends it if the consumer has no subscriber', () => {
    const time = new VirtualTime();
    const remote = readyRemote({
      scheduler: time,
      consumerTimeoutMs: 5000,
      readBudgetBytes: BUDGET_BYTES,
      conversations: [],
    });
    void remote.peer.consume('unknown', () => []);
    sendOneByOne(remote, 1, 5);
    time.advance(5000);
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONSUMER_STALLED']);
  });

  it('starts again with each pause', () => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, consumerTimeoutMs: 5000, conversations: [] });
    sendOneByOne(remote, 1, 5);
    time.advance(4999);
    for (let i = 0; i < 4; i++) remote.finish();
    sendOneByOne(remote, 6, 9);
    expect(remote.peer.stats().isPaused).toBe(true);
    time.advance(4999);
    expect(remote.reasons).toEqual([]);
    time.advance(1);
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONSUMER_STALLED']);
  });

  it('does not end a peer whose consumer finishes a message within it, however long reading is paused', () => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, consumerTimeoutMs: 5000, conversations: [] });
    remote.sendToPeer(...Array.from({ length: 100 }, (_, n) => sized(n)));
    for (let i = 0; i < 90; i++) {
      time.advance(4999);
      expect([i, remote.reasons]).toEqual([i, []]);
      expect(remote.peer.stats().isPaused).toBe(true);
      remote.finish();
    }
    time.advance(5000);
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONSUMER_STALLED']);
  });

  it.each([
    [4999, []],
    [5000, ['LocalProtocolError CONSUMER_STALLED']],
  ])('counts from the last finished message: %d ms', (silenceMs, reasons) => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, consumerTimeoutMs: 5000, conversations: [] });
    sendOneByOne(remote, 1, 5);
    time.advance(3000);
    remote.finish();
    time.advance(silenceMs);
    expect(reasonNames(remote.reasons)).toEqual(reasons);
  });

  it('does not count while reading', () => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, consumerTimeoutMs: 5000, conversations: [] });
    sendOneByOne(remote, 1, 4);
    time.advance(1_000_000);
    expect(remote.reasons).toEqual([]);
  });
});

describe('while a request is pending', () => {
  const network = defineNetwork({
    name: 'small',
    magic: 0x0102_0304,
    defaultPort: 1,
    limits: { ...BITCOIN_LIMITS, maxPayloadBytes: 1000 },
  });

  it('reading continues above the budget, and pauses after the answer', () => {
    const remote = withConsumer();
    sendOneByOne(remote, 1, 9);
    const asked = outcomeOf(remote.peer.request.ping());
    expect(remote.seen).toHaveLength(9);
    expect(remote.peer.stats().isPaused).toBe(false);
    asked.unsubscribe();
    expect(remote.peer.stats().isPaused).toBe(true);
    sendOneByOne(remote, 10, 11);
    expect(remote.seen).toHaveLength(9);
  });

  it('reading pauses above twice the budget plus one maximum message, not at it, and resumes at the budget', () => {
    const boundBytes = 2 * BUDGET_BYTES + 1000 + 24;
    const remote = withConsumer({ network, conversations: [] });
    outcomeOf(remote.peer.request.ping());
    sendOneByOne(remote, 1, 9);
    const left = boundBytes - 9 * (100 + UNFINISHED_MESSAGE_BYTES) - UNFINISHED_MESSAGE_BYTES;
    remote.sendToPeer(sized(10, left));
    expect(remote.peer.stats().isPaused).toBe(false);
    remote.sendToPeer(sized(11, 28));
    expect(remote.peer.stats().isPaused).toBe(true);
    for (let i = 0; i < 9; i++) remote.finish();
    expect(remote.peer.stats().isPaused).toBe(false);
    expect(remote.reasons).toEqual([]);
  });

  it('consumers that finish nothing above that bound have stalled', () => {
    const time = new VirtualTime();
    const remote = withConsumer({ network, conversations: [], scheduler: time, consumerTimeoutMs: 5000 });
    outcomeOf(remote.peer.request.ping({ timeoutMs: 1_000_000 }));
    sendOneByOne(remote, 1, 20);
    time.advance(4999);
    expect(remote.reasons).toEqual([]);
    time.advance(1);
    expect(reasonNames(remote.reasons)).toEqual(['LocalProtocolError CONSUMER_STALLED']);
  });

  it.each([1, 3])('projects that request from their own peer do not deadlock, concurrency %d', (concurrency) => {
    // The remote answers in order, so each answer arrives after everything that it sent before.
    const remote = readyRemote({ readBudgetBytes: BUDGET_BYTES, conversations: [] });
    const answered: bigint[] = [];
    const answerPings = (): void => {
      for (const message of remote.received.splice(0)) {
        if (message.command !== 'ping') continue;
        answered.push(message.nonce!);
        remote.sendToPeer(pong(message.nonce!));
      }
    };
    const consumer = outcomeOf(
      remote.peer.consume('unknown', (message) => remote.peer.request.ping().pipe(map(() => numberOf(message))), {
        concurrency,
      }),
    );
    sendOneByOne(remote, 1, 15);
    for (let i = 0; i < 15; i++) answerPings();
    expect(consumer.values).toEqual(Array.from({ length: 15 }, (_, i) => i + 1));
    expect(answered).toHaveLength(15);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 0, isPaused: false });
    expect(remote.reasons).toEqual([]);
  });

  it('a project may send several requests, and a second consumer too', () => {
    const remote = scriptedRemote({
      answers: (message) => (message.command === 'ping' ? [sized(99), pong(message.nonce!)] : []),
      readBudgetBytes: BUDGET_BYTES,
      conversations: [],
    });
    const first = outcomeOf(
      remote.peer.consume('unknown', (message) =>
        numberOf(message) === 99 ? [] : remote.peer.request.ping().pipe(mergeMap(() => remote.peer.request.ping())),
      ),
    );
    const second = outcomeOf(remote.peer.consume('inv', () => remote.peer.request.ping()));
    for (let n = 1; n <= 9; n++) remote.sendToPeer(sized(n), { command: 'inv', items: [{ type: 1, hash: hash(n) }] });
    expect([first.values.length, second.values.length]).toEqual([9, 9]);
    expect(remote.peer.stats()).toMatchObject({ unfinishedBytes: 0, isPaused: false });
  });
});

describe('while reading is paused', () => {
  const timeouts = {
    readBudgetBytes: BUDGET_BYTES,
    idleTimeoutMs: 1_000_000,
    pingIntervalMs: 1_000_000,
    pongTimeoutMs: 1_000_000,
    stallTimeoutMs: 500_000,
    consumerTimeoutMs: 2_000_000,
  };
  const request: Message = { command: 'getdata', items: [{ type: 1, hash: hash(1) }] };
  const cases: [string, RawRemoteOptions, Message | undefined, string][] = [
    ['idleness', { idleTimeoutMs: 1000 }, undefined, 'IDLE_TIMEOUT'],
    ['a pong', { pongTimeoutMs: 1000 }, ping(1n), 'PONG_TIMEOUT'],
    ['an answer', { stallTimeoutMs: 1000 }, request, 'STALLED'],
  ];

  it.each(cases)('the timeout of %s does not count, and restarts afterwards', (_, options, question, code) => {
    const time = new VirtualTime();
    const remote = withConsumer({ scheduler: time, ...timeouts, ...options });
    if (question !== undefined) void remote.peer.send(question);
    time.advance(900);
    sendOneByOne(remote, 1, 5);
    time.advance(100_000);
    expect(remote.reasons).toEqual([]);
    for (let i = 0; i < 4; i++) remote.finish();
    expect(remote.peer.stats().isPaused).toBe(false);
    time.advance(999);
    expect(remote.reasons).toEqual([]);
    time.advance(1);
    expect(reasonNames(remote.reasons)).toEqual([`PeerTimeoutError ${code}`]);
  });
});
