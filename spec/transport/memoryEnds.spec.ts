import { describe, expect, it } from '@jest/globals';
import { delay } from 'rxjs';
import { memoryDuplexes, type Duplex } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';

const KIB = 1024;

/** Writes this many bytes in one chunk; the list gets the result once it is known. */
function write(duplex: Duplex, length: number, results: boolean[]): boolean {
  return duplex.write(new Uint8Array(length), (written) => results.push(written));
}

describe('the window of a connection in memory', () => {
  it('is 64 KiB by default: further bytes wait until something is read', () => {
    const { outbound } = memoryDuplexes();
    const results: boolean[] = [];
    expect(write(outbound, 64 * KIB - 1, results)).toBe(true);
    expect(write(outbound, 1, results)).toBe(true);
    expect(results).toEqual([true, true]);
    expect(write(outbound, 1, results)).toBe(false);
    expect(results).toEqual([true, true]);
  });

  it('accepts a chunk that is larger than itself if nothing is unread', () => {
    const { outbound } = memoryDuplexes({ highWaterMarkBytes: 4 });
    const results: boolean[] = [];
    expect(write(outbound, 5, results)).toBe(true);
    expect(write(outbound, 1, results)).toBe(false);
    expect(results).toEqual([true]);
  });

  it('emits drain$ once, when the last waiting chunk is accepted', () => {
    const time = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 4, carry: () => delay(10, time) });
    const results: boolean[] = [];
    const takenAtDrain: number[] = [];
    outbound.drain$.subscribe(() => takenAtDrain.push(results.length));
    inbound.chunk$.subscribe();
    for (let i = 0; i < 3; i++) write(outbound, 4, results);
    time.advance(10);
    expect([results.length, takenAtDrain]).toEqual([2, []]);
    time.advance(10);
    expect([results.length, takenAtDrain]).toEqual([3, [3]]);
    time.advance(10);
    expect(takenAtDrain).toEqual([3]);
  });

  it('does not emit drain$ if no chunk had to wait', () => {
    const { inbound, outbound } = memoryDuplexes({ highWaterMarkBytes: 4 });
    let drained = 0;
    outbound.drain$.subscribe(() => (drained += 1));
    inbound.chunk$.subscribe();
    for (let i = 0; i < 3; i++) write(outbound, 4, []);
    expect(drained).toBe(0);
  });
});

describe('the close of a connection in memory', () => {
  it('completes the stream of the end that closes, at once', () => {
    const { outbound } = memoryDuplexes({ carry: () => delay(10, new VirtualTime()) });
    let isComplete = false;
    outbound.chunk$.subscribe({ complete: () => (isComplete = true) });
    outbound.close();
    expect(isComplete).toBe(true);
  });

  it('completes the stream of a later subscriber', () => {
    const { outbound } = memoryDuplexes({ carry: () => delay(10, new VirtualTime()) });
    outbound.close();
    let isComplete = false;
    outbound.chunk$.subscribe({ complete: () => (isComplete = true) });
    expect(isComplete).toBe(true);
  });

  it('drops unread chunks, so that the window accepts waiting ones', () => {
    const { inbound, outbound } = memoryDuplexes({
      highWaterMarkBytes: 4,
      carry: (writer) => (chunk$) => (writer === 'inbound' ? chunk$.pipe(delay(10, new VirtualTime())) : chunk$),
    });
    const results: boolean[] = [];
    write(outbound, 4, results);
    write(outbound, 4, results);
    expect(results).toEqual([true]);
    // The end of the other direction is queued after this byte, so the writer does not know of the close yet.
    inbound.write(Uint8Array.of(1));
    inbound.close();
    expect(results).toEqual([true, true]);
  });

  it('has an effect once: a second close without a timeout does not shorten the timeout of the first', () => {
    const scheduler = new VirtualTime();
    const { inbound, outbound } = memoryDuplexes({ scheduler, highWaterMarkBytes: 4 });
    const received: number[] = [];
    inbound.pause();
    inbound.chunk$.subscribe(({ length }) => received.push(length));
    const results: boolean[] = [];
    write(outbound, 4, results);
    write(outbound, 4, results);
    outbound.close({ flushTimeoutMs: 100 });
    outbound.close();
    scheduler.advance(99);
    inbound.resume();
    expect([results, received]).toEqual([
      [true, true],
      [4, 4],
    ]);
  });
});
