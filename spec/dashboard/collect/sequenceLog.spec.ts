import { describe, expect, it } from '@jest/globals';
import { SequenceLog, type LogBounds } from '../../../lib/dashboard/collect/sequenceLog.js';
import type { Exchange, Traffic } from '../../../lib/index.js';

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

describe('SequenceLog', () => {
  it('keeps the last lines and their numbers', () => {
    const kept = log({ maxLines: 3 });
    for (let i = 1; i <= 5; i++) kept.add(ping(i));
    expect(kept.after(0).map(({ number, atMs }) => [number, atMs])).toEqual([3, 4, 5].map((n) => [n, n]));
    expect(kept.after(4).map(({ number }) => number)).toEqual([5]);
    expect(kept.after(5)).toEqual([]);
    expect([kept.find(2), kept.find(6), kept.find(0)]).toEqual([undefined, undefined, undefined]);
  });

  it('stores at most 1000 lines, even if the bounds allow more', () => {
    const kept = log({ maxLines: 1e9 });
    for (let i = 1; i <= 1500; i++) kept.add(ping(i));
    expect(kept.after(0)).toHaveLength(1000);
  });

  it('evicts the oldest payloads beyond the bound, and a single payload that is too large', () => {
    const kept = log({ maxPayloadBytes: 20 });
    for (let i = 1; i <= 3; i++) kept.add(ping(i));
    expect([1, 2, 3].map((n) => kept.find(n)!.frame?.payload.length)).toEqual([undefined, 8, 8]);
    kept.add(ping(4, 'sent', 21));
    expect([2, 3, 4].map((n) => kept.find(n)!.frame)).toEqual([undefined, undefined, undefined]);
    kept.add(ping(5));
    expect(kept.find(5)!.frame?.payload).toHaveLength(8);
  });

  it('evicts lines together with their payloads when the bounds become smaller', () => {
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

  it('stores a copy of the payload, because the given one is a view of a chunk', () => {
    const kept = log();
    const traffic = ping(1);
    kept.add(traffic);
    traffic.payload.fill(9);
    expect(kept.find(1)!.frame?.payload).toEqual(new Uint8Array(8));
  });

  it('finds the request of an answer by its time', () => {
    const kept = log();
    kept.add(ping(1));
    kept.add(ping(2.5));
    kept.add({ ...ping(4.125, 'received'), command: 'pong', message: () => ({ command: 'pong', nonce: 1n }) });
    kept.linkAnswer(exchange(2.5, 1.625));
    expect(kept.after(2)[0]!.answers).toEqual({ line: 2, tookMs: 1.625 });
    kept.linkAnswer(exchange(1, 3.125));
    expect(kept.after(2)[0]!.answers!.line).toBe(2);
  });

  it('links nothing if the request was evicted, or the last message is not its answer', () => {
    const kept = log({ maxLines: 2 });
    kept.add(ping(1));
    kept.add(ping(2));
    kept.add(ping(9, 'received'));
    kept.linkAnswer(exchange(1, 8));
    kept.linkAnswer(exchange(2, 5));
    kept.linkAnswer({ ...exchange(2, 7), question: 'getaddr' });
    kept.linkAnswer(unanswered(2));
    expect(kept.after(0).some(({ answers }) => answers !== undefined)).toBe(false);
  });

  it('shows the size of a payload that cannot be decoded, and bounds the length of a summary', () => {
    const kept = log();
    kept.add({ ...ping(1, 'received'), payload: new Uint8Array(8), message: () => undefined });
    expect(kept.after(0)[0]).toMatchObject({ summary: '8 bytes that cannot be decoded', isUnreadable: true });
    const reason = 'x'.repeat(5000);
    kept.add({ ...ping(2), command: 'reject', message: () => ({ command: 'reject', message: 'tx', code: 1, reason }) });
    expect(kept.after(1)[0]!.summary.length).toBeLessThanOrEqual(200);
  });
});
