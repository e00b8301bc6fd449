import { describe, expect, it } from '@jest/globals';
import { concat, of, throwError, timer, NEVER, type Observable, Subscription, switchMap } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { keepConnected, type Connection } from '../../examples/browser/page/keepConnected.js';
import { LocalProtocolError, TransportError, type ReadyPeer } from '../../lib/index.js';

const peer = {} as ReadyPeer;
const failure = new TransportError('CONNECT_FAILED', 'no connection');

/** The states in virtual time, as `state at ms`. Each attempt takes 1 ms; they are listed in `attempts`, the last one is repeated. */
function statesOf(
  attempts: readonly Observable<ReadyPeer>[],
  project: () => Observable<string>,
  untilMs: number,
): string[] {
  const states: string[] = [];
  const remaining = [...attempts];
  const scheduler = new TestScheduler(() => undefined);
  scheduler.run(() => {
    const peer$ = timer(1).pipe(switchMap(() => (remaining.length > 1 ? remaining.shift()! : remaining[0]!)));
    const connection = new Subscription();
    connection.add(
      keepConnected(peer$, project).subscribe({
        next: (each) => states.push(`${describeState(each)} at ${scheduler.now()}`),
        complete: () => states.push(`complete at ${scheduler.now()}`),
      }),
    );
    connection.add(timer(untilMs).subscribe(() => connection.unsubscribe()));
  });
  return states;
}

const describeState = (each: Connection<string>): string =>
  each.state === 'waiting' ? `waiting ${each.delayMs}` : each.state;

const failed$ = throwError(() => failure);

describe('keepConnected of examples/browser', () => {
  it('waits 1 s after a failure, twice as long after each further one, and at most 30 s', () => {
    const delays = statesOf([failed$], () => NEVER, 130_000).filter((state) => state.startsWith('waiting'));
    expect(delays.map((state) => Number(state.split(' ')[1]))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('waits 1 s again after a connection that has delivered something', () => {
    const lost$ = concat(of(peer), timer(10).pipe(switchMap(() => failed$)));
    expect(statesOf([failed$, lost$, failed$], () => of('block'), 2500)).toEqual([
      'connecting at 0',
      'waiting 1000 at 1',
      'connecting at 1001',
      'connected at 1002',
      'delivered at 1002',
      'waiting 1000 at 1012',
      'connecting at 2012',
      'waiting 2000 at 2013',
    ]);
  });

  it('does not try again after a wrong option', () => {
    const wrong$ = throwError(() => new LocalProtocolError('INVALID_OPTION', 'url: expected'));
    expect(statesOf([wrong$], () => NEVER, 90_000)).toEqual(['connecting at 0', 'stopped at 1', 'complete at 1']);
  });

  it('connects again if what is done with the peer fails', () => {
    const states = statesOf([concat(of(peer), NEVER)], () => failed$, 1500);
    expect(states).toEqual([
      'connecting at 0',
      'connected at 1',
      'waiting 1000 at 1',
      'connecting at 1001',
      'connected at 1002',
      'waiting 2000 at 1002',
    ]);
  });
});
