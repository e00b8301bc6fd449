import { describe, expect, it } from '@jest/globals';
import { SequenceLog, type LogBounds } from '../../lib/dashboard/sequenceLog.js';
import type { Exchange, Traffic } from '../../lib/index.js';

const ping = (atMs: number, direction: Traffic['direction'] = 'sent', payloadBytes = 8): Traffic => ({
  direction,
  command: 'ping',
  sizeBytes: 24 + payloadBytes,
  atMs,
  message: () => ({ command: 'ping', nonce: 1n }),
  payload: new Uint8Array(payloadBytes),
});

const log = (bounds: Partial<LogBounds> = {}): SequenceLog =>
  new SequenceLog(() => ({ maxLines: 1000, maxPayloadBytes: 1_000_000, ...bounds }));

const exchange = (askedAtMs: number, tookMs: number): Exchange => ({
  direction: 'sent',
  question: 'ping',
  key: '1',
  askedAtMs,
  tookMs,
  outcome: 'answered',
});

const unanswered = (askedAtMs: number): Exchange => ({
  direction: 'sent',
  question: 'ping',
  key: '1',
  askedAtMs,
  outcome: 'unanswered',
});

describe('the log of a conversation', () => {
  it('keeps its last lines, and their numbers', () => {
    const kept = log({ maxLines: 3 });
    for (let i = 1; i <= 5; i++) kept.add(ping(i));
    expect(kept.after(0).map(({ number, atMs }) => [number, atMs])).toEqual([3, 4, 5].map((n) => [n, n]));
    expect(kept.after(4).map(({ number }) => number)).toEqual([5]);
    expect(kept.after(5)).toEqual([]);
    expect([kept.find(2), kept.find(6), kept.find(0)]).toEqual([undefined, undefined, undefined]);
  });

  it('holds no more than 1000 lines whatever its share', () => {
    const kept = log({ maxLines: 1e9 });
    for (let i = 1; i <= 1500; i++) kept.add(ping(i));
    expect(kept.after(0)).toHaveLength(1000);
  });

  it('forgets the oldest payloads when their share is spent, a single too large one too', () => {
    const kept = log({ maxPayloadBytes: 20 });
    for (let i = 1; i <= 3; i++) kept.add(ping(i));
    expect([1, 2, 3].map((n) => kept.find(n)!.frame?.payload.length)).toEqual([undefined, 8, 8]);
    kept.add(ping(4, 'sent', 21));
    expect([2, 3, 4].map((n) => kept.find(n)!.frame)).toEqual([undefined, undefined, undefined]);
    kept.add(ping(5));
    expect(kept.find(5)!.frame?.payload).toHaveLength(8);
  });

  it('gives up lines and payloads together when its share shrinks', () => {
    const bounds = { maxLines: 10, maxPayloadBytes: 100 };
    const kept = new SequenceLog(() => bounds);
    for (let i = 1; i <= 10; i++) kept.add(ping(i));
    bounds.maxLines = 2;
    kept.add(ping(11));
    expect(kept.after(0).map(({ number }) => number)).toEqual([10, 11]);
    bounds.maxPayloadBytes = 8;
    kept.add(ping(12));
    expect(kept.after(0).map(({ number }) => kept.find(number)!.frame?.payload.length)).toEqual([undefined, 8]);
  });

  it('keeps a copy of the payload: what it is given is a window on a chunk', () => {
    const kept = log();
    const traffic = ping(1);
    kept.add(traffic);
    traffic.payload.fill(9);
    expect(kept.find(1)!.frame?.payload).toEqual(new Uint8Array(8));
  });

  it('joins an answer to its question by the time of asking', () => {
    const kept = log();
    kept.add(ping(1));
    kept.add(ping(2.5));
    kept.add({ ...ping(4.125, 'received'), command: 'pong', message: () => ({ command: 'pong', nonce: 1n }) });
    kept.join(exchange(2.5, 1.625));
    expect(kept.after(2)[0]!.answers).toEqual({ line: 2, tookMs: 1.625 });
    kept.join(exchange(1, 3.125));
    expect(kept.after(2)[0]!.answers!.line).toBe(2);
  });

  it('joins nothing where the question is forgotten, or what came last is no answer to it', () => {
    const kept = log({ maxLines: 2 });
    kept.add(ping(1));
    kept.add(ping(2));
    kept.add(ping(9, 'received'));
    kept.join(exchange(1, 8));
    kept.join(exchange(2, 5));
    kept.join({ ...exchange(2, 7), question: 'getaddr' });
    kept.join(unanswered(2));
    expect(kept.after(0).some(({ answers }) => answers !== undefined)).toBe(false);
  });

  it('says of what cannot be read how large it was, and bounds what a remote may say', () => {
    const kept = log();
    kept.add({ ...ping(1, 'received'), payload: new Uint8Array(8), message: () => undefined });
    expect(kept.after(0)[0]).toMatchObject({ summary: '8 bytes that cannot be read', isUnreadable: true });
    const reason = 'x'.repeat(5000);
    kept.add({ ...ping(2), command: 'reject', message: () => ({ command: 'reject', message: 'tx', code: 1, reason }) });
    expect(kept.after(1)[0]!.summary.length).toBeLessThanOrEqual(200);
  });
});
