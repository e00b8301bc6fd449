import { createServer, type AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { concat, defer, lastValueFrom, map, NEVER, of, Subject, take, throwError, timer, toArray } from 'rxjs';
import { reconnect } from '../../lib/cli/reconnect.js';
import { readCaptureFile } from '../../lib/node.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';
import { runProgram } from '../helpers/cli/runProgram.js';

describe('reconnect', () => {
  /** Plays connections of these lengths, one after the other, the last length again and again; returns the time at which each began. */
  function played(lengthsMs: readonly number[], forMs: number): number[] {
    const scheduler = new VirtualTime();
    const begun: number[] = [];
    const connection$ = defer(() => {
      begun.push(scheduler.now());
      return timer(lengthsMs[Math.min(begun.length, lengthsMs.length) - 1]!, scheduler);
    });
    const subscription = connection$.pipe(reconnect({ scheduler })).subscribe();
    scheduler.advance(forMs);
    subscription.unsubscribe();
    expect(scheduler.waitingCount).toBe(0);
    return begun;
  }

  it('waits 1 s, and twice as long each time, up to 60 s', () => {
    const delays = [1, 2, 4, 8, 16, 32, 60, 60];
    const begun = [0];
    for (const delay of delays) begun.push(begun.at(-1)! + delay * 1000);
    expect(played([0], 184_000)).toEqual(begun);
  });

  it('resets the delay to 1 s after a connection of 60 s, not after a shorter one', () => {
    expect(played([0, 0, 60_000, 0], 66_000)).toEqual([0, 1000, 3000, 64_000, 66_000]);
    expect(played([0, 0, 59_999, 0], 69_000)).toEqual([0, 1000, 3000, 66_999]);
  });

  it('emits the events of each connection, and calls onWait with each delay', () => {
    const scheduler = new VirtualTime();
    const seen: unknown[] = [];
    of('a', 'b')
      .pipe(reconnect<string>({ scheduler, minDelayMs: 10, maxDelayMs: 15, onWait: (ms) => seen.push(ms) }))
      .subscribe((event) => seen.push(event));
    scheduler.advance(25);
    expect(seen).toEqual(['a', 'b', 10, 'a', 'b', 15, 'a', 'b', 15]);
  });

  it('completes on stop$: at once during a delay, else when the connection completes', () => {
    for (const isWaiting of [true, false]) {
      const scheduler = new VirtualTime();
      const stop$ = new Subject<void>();
      const seen: unknown[] = [];
      // A connection emits its end after it was stopped.
      const connection$ = isWaiting
        ? of('event')
        : stop$.pipe(
            take(1),
            map(() => 'end'),
          );
      connection$
        .pipe(reconnect({ scheduler, stop$ }))
        .subscribe({ next: (event) => seen.push(event), complete: () => seen.push('complete') });
      scheduler.advance(500);
      stop$.next();
      scheduler.advance(100_000);
      expect(seen).toEqual([isWaiting ? 'event' : 'end', 'complete']);
      expect([stop$.observed, scheduler.waitingCount]).toEqual([false, 0]);
    }
  });

  it('completes if onWait makes stop$ emit', () => {
    const scheduler = new VirtualTime();
    const stop$ = new Subject<void>();
    let completed = 0;
    of(1)
      .pipe(reconnect({ scheduler, stop$, onWait: () => stop$.next() }))
      .subscribe({ complete: () => (completed += 1) });
    expect([completed, scheduler.waitingCount]).toEqual([1, 0]);
  });

  it('passes an error of the source on, and does nothing for a source that never completes', () => {
    const scheduler = new VirtualTime();
    const seen: unknown[] = [];
    const reason = new Error('of the source');
    const error = (each: unknown): void => void seen.push(each);
    concat(
      of(1),
      throwError(() => reason),
    )
      .pipe(reconnect({ scheduler }))
      .subscribe({ error });
    NEVER.pipe(reconnect({ scheduler }))
      .subscribe({ complete: () => seen.push('complete') })
      .unsubscribe();
    scheduler.advance(100_000);
    expect(seen).toEqual([reason]);
  });

  it('has separate delays for each subscriber', () => {
    const scheduler = new VirtualTime();
    const delays: number[] = [];
    const event$ = of(1).pipe(reconnect({ scheduler, onWait: (ms) => delays.push(ms) }));
    event$.subscribe();
    scheduler.advance(1500);
    event$.subscribe();
    expect(delays).toEqual([1000, 2000, 1000]);
  });
});

describe('rxpeer record --reconnect', () => {
  it('records each connection under its own number, and exits with status 0 when it is stopped', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'rxpeer-reconnect-'));
    const server = createServer((socket) => socket.on('error', () => undefined).end('no peer'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const path = join(dir, 'out.rxcap');
    const target = `127.0.0.1:${port}`;
    const { code, err } = await runProgram(
      ['record', target, '--network', 'bitcoin.regtest', '-o', path, '--reconnect'],
      {
        until: (_, text) => text.includes('connecting again in 2 s'),
      },
    );
    server.close();
    expect(code).toBe(0);
    expect(err).toContain(`${target}: connecting again in 1 s\n`);
    const records = await lastValueFrom(readCaptureFile(path).pipe(toArray()));
    expect(records.filter(({ kind }) => kind === 'opened')).toHaveLength(2);
    expect(new Set(records.map(({ session }) => session)).size).toBe(2);
    await rm(dir, { recursive: true, force: true });
  });
});
