import { describe, expect, it } from '@jest/globals';
import { concatMap, delay, from, map, mergeWith, Subject, throwError } from 'rxjs';
import { memoryDuplexes, TransportError, type Duplex } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';

interface Received {
  readonly bytes: number[];
  end?: string;
}

function readFrom({ chunk$ }: Duplex): Received {
  const received: Received = { bytes: [] };
  chunk$.subscribe({
    next: (chunk) => received.bytes.push(...chunk),
    error: (error: unknown) => (received.end = String(error)),
    complete: () => (received.end = 'complete'),
  });
  return received;
}

const bytes = (first: number, count: number): Uint8Array => Uint8Array.from({ length: count }, (_, i) => first + i);

describe('memoryDuplexes with a carrier', () => {
  it('deliver chunks and the end when the carrier emits them', () => {
    const time = new VirtualTime();
    const writers: string[] = [];
    const { inbound, outbound } = memoryDuplexes({
      carry: (writer) => {
        writers.push(writer);
        return delay(writer === 'outbound' ? 20 : 30, time);
      },
    });
    const received = readFrom(inbound);
    outbound.write(bytes(1, 3));
    time.advance(19);
    expect(received).toEqual({ bytes: [] });
    outbound.close();
    time.advance(1);
    expect(received.bytes).toEqual([1, 2, 3]);
    time.advance(20);
    expect([received.end, writers]).toEqual(['complete', ['outbound', 'inbound']]);
  });

  it('count the bytes in transit, in any chunks', () => {
    const time = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes({
      highWaterMarkBytes: 10,
      carry: () => (chunk$) =>
        chunk$.pipe(
          concatMap((chunk) => from(chunk)),
          map((byte) => Uint8Array.of(byte)),
          delay(5, time),
        ),
    });
    const written: boolean[] = [];
    let drained = 0;
    outbound.drain$.subscribe(() => (drained += 1));
    const received = readFrom(inbound);
    expect([0, 4, 8].map((n) => outbound.write(bytes(n, 4), (ok) => written.push(ok)))).toEqual([true, true, false]);
    expect([written, drained]).toEqual([[true, true], 0]);
    inbound.pause();
    time.advance(5);
    expect([written, drained]).toEqual([[true, true], 0]);
    inbound.resume();
    expect([written, drained, received.bytes]).toEqual([[true, true, true], 1, [0, 1, 2, 3, 4, 5, 6, 7]]);
    time.advance(5);
    expect(received.bytes).toEqual([...bytes(0, 12)]);
  });

  it('drop unread and later bytes of an end whose carrier errors', () => {
    const cut$ = new Subject<never>();
    const { inbound, outbound } = memoryDuplexes({
      highWaterMarkBytes: 4,
      carry: (writer) => (chunk$) => (writer === 'outbound' ? chunk$.pipe(mergeWith(cut$)) : chunk$),
    });
    const received = readFrom(inbound);
    inbound.pause();
    const written: string[] = [];
    outbound.write(bytes(0, 4), (ok) => written.push(`there: ${ok}`));
    outbound.pause();
    inbound.write(bytes(0, 4), (ok) => written.push(`back: ${ok}`));
    inbound.write(bytes(4, 4), (ok) => written.push(`waiting: ${ok}`));
    cut$.error(new TransportError('CONNECTION_LOST', 'cut'));
    inbound.write(bytes(8, 4), (ok) => written.push(`late: ${ok}`));
    expect(received).toEqual({ bytes: [], end: 'TransportError: cut' });
    expect(written).toEqual(['there: true', 'back: true', 'waiting: false', 'late: false']);
  });

  it('error for a subscriber that comes after the failure', () => {
    const { inbound } = memoryDuplexes({ carry: () => () => throwError(() => new Error('broken')) });
    expect(readFrom(inbound).end).toBe('Error: broken');
  });

  it('drop unflushed bytes after the timeout, by the scheduler', () => {
    const scheduler = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes({ scheduler, highWaterMarkBytes: 4 });
    const received = readFrom(inbound);
    inbound.pause();
    const written: boolean[] = [];
    for (const n of [0, 4]) outbound.write(bytes(n, 4), (ok) => written.push(ok));
    outbound.close({ flushTimeoutMs: 100 });
    scheduler.advance(99);
    expect(written).toEqual([true]);
    scheduler.advance(1);
    expect([written, received.bytes]).toEqual([[true, false], []]);
    inbound.resume();
    expect(received).toEqual({ bytes: [0, 1, 2, 3], end: 'complete' });
    expect(scheduler.waitingCount).toBe(0);
  });

  it('drop bytes that arrive at a closed end before the remote has received the close', () => {
    const time = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 4, carry: () => delay(10, time) });
    const received = readFrom(outbound);
    const written: boolean[] = [];
    inbound.write(bytes(0, 1));
    inbound.close();
    for (const n of [0, 4, 8]) outbound.write(bytes(n, 4), (ok) => written.push(ok));
    expect(written).toEqual([true]);
    time.advance(10);
    expect([written, received.end]).toEqual([[true, false, false], 'complete']);
    expect(outbound.write(bytes(0, 4), (ok) => written.push(ok))).toBe(true);
    expect(written).toEqual([true, false, false, false]);
  });
});
