import { describe, expect, it } from '@jest/globals';
import { EMPTY, NEVER, Observable, of, Subject, take, throwError, type ObservableInput } from 'rxjs';
import { LocalProtocolError, RemoteProtocolError, type Command, type Message } from '../../lib/index.js';
import { numberOf, sized } from '../helpers/peer/messages.js';
import { nextTurn } from '../helpers/peer/nextTurn.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { readyRemote } from '../helpers/rawRemote.js';

/** Work that a test completes manually, in the order in which it started. */
function manualWork() {
  const begun: number[] = [];
  const underWay: Subject<number>[] = [];
  return {
    begun,
    project: (message: Message) => {
      const inner$ = new Subject<number>();
      begun.push(numberOf(message));
      underWay.push(inner$);
      return inner$;
    },
    /** Completes the oldest unfinished work with this result. */
    finish: (result: number) => {
      const inner$ = underWay.shift()!;
      inner$.next(result);
      inner$.complete();
    },
  };
}

describe('consume() before and after the subscription', () => {
  it('emits the messages received before the subscription, in order, then later ones', () => {
    const { peer, sendToPeer } = readyRemote();
    sendToPeer(sized(0));
    const consumed$ = peer.consume('unknown', (message) => of(numberOf(message)));
    sendToPeer(sized(1), sized(2));
    const { values } = outcomeOf(consumed$);
    sendToPeer(sized(3));
    expect(values).toEqual([1, 2, 3]);
  });

  it('keeps the order when the subscription itself causes more messages', () => {
    const { peer, sendToPeer } = readyRemote();
    const consumed$ = peer.consume('unknown', (message) => {
      if (numberOf(message) === 1) sendToPeer(sized(3));
      return of(numberOf(message));
    });
    sendToPeer(sized(1), sized(2));
    expect(outcomeOf(consumed$).values).toEqual([1, 2, 3]);
  });

  it('emits only its own command, which plain subscribers receive as well', () => {
    const { peer, sendToPeer } = readyRemote();
    const { values: plain } = outcomeOf(peer.on('unknown'));
    const { values } = outcomeOf(peer.consume('unknown', (message) => of(message.name)));
    sendToPeer({ command: 'getaddr' }, sized(1), { command: 'mempool' });
    expect(values).toEqual(['sized']);
    expect(plain).toHaveLength(1);
  });

  it('throws at the call for a command that does not exist', () => {
    const { peer } = readyRemote();
    expect(() => peer.consume('nosuch' as Command, () => EMPTY)).toThrow(LocalProtocolError);
  });
});

describe('consume() with several subscribers', () => {
  it('errors for a second subscriber and leaves the first one running', () => {
    const { peer, sendToPeer, reasons } = readyRemote();
    const consumed$ = peer.consume('unknown', (message) => of(numberOf(message)));
    const first = outcomeOf(consumed$);
    expect(outcomeOf(consumed$).end).toBe('LocalProtocolError INVALID_OPTION');
    sendToPeer(sized(1));
    expect([first.values, first.end, reasons]).toEqual([[1], undefined, []]);
  });

  it('can be called again: each consumer receives every message', () => {
    const { peer, sendToPeer } = readyRemote();
    const both = [1, 2].map(() => outcomeOf(peer.consume('unknown', (message) => of(numberOf(message)))));
    sendToPeer(sized(1), sized(2));
    expect(both.map(({ values }) => values)).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('the concurrency of consume()', () => {
  it('is 1 by default', () => {
    const { peer, sendToPeer } = readyRemote();
    const work = manualWork();
    const { values } = outcomeOf(peer.consume('unknown', work.project));
    sendToPeer(sized(1), sized(2), sized(3));
    expect(work.begun).toEqual([1]);
    work.finish(10);
    expect(work.begun).toEqual([1, 2]);
    work.finish(20);
    work.finish(30);
    expect(values).toEqual([10, 20, 30]);
  });

  it('limits the number of messages in progress', () => {
    const { peer, sendToPeer } = readyRemote();
    const work = manualWork();
    outcomeOf(peer.consume('unknown', work.project, { concurrency: 3 }));
    sendToPeer(...[1, 2, 3, 4, 5].map((n) => sized(n)));
    expect(work.begun).toEqual([1, 2, 3]);
    work.finish(0);
    expect(work.begun).toEqual([1, 2, 3, 4]);
  });

  it.each([0, -1, 1.5, NaN])('is rejected at the call if it is %d', (concurrency) => {
    const { peer } = readyRemote();
    expect(() => peer.consume('unknown', () => EMPTY, { concurrency })).toThrow('concurrency: ');
  });

  it('delivers a long backlog without growing the stack', () => {
    const { peer, sendToPeer } = readyRemote();
    const gate$ = new Subject<number>();
    const count = 20_000;
    const { values } = outcomeOf(peer.consume('ping', ({ nonce }) => (nonce === 0n ? gate$ : of(Number(nonce)))));
    sendToPeer(...Array.from({ length: count }, (_, n): Message => ({ command: 'ping', nonce: BigInt(n) })));
    gate$.complete();
    expect(values).toHaveLength(count - 1);
    expect(values.at(-1)).toBe(count - 1);
  });
});

describe('the bytes that consume() holds', () => {
  it('count from delivery until the inner Observable completes', () => {
    const { peer, sendToPeer } = readyRemote();
    const work = manualWork();
    const consumed$ = peer.consume('unknown', work.project);
    sendToPeer(sized(1, 100), sized(2, 200));
    expect(peer.stats().unfinishedBytes).toBe(300);
    outcomeOf(consumed$);
    expect(peer.stats().unfinishedBytes).toBe(300);
    work.finish(0);
    expect(peer.stats().unfinishedBytes).toBe(200);
    work.finish(0);
    expect(peer.stats().unfinishedBytes).toBe(0);
  });

  it('count for each consumer separately', () => {
    const { peer, sendToPeer } = readyRemote();
    const first = manualWork();
    outcomeOf(peer.consume('unknown', first.project));
    outcomeOf(peer.consume('unknown', () => NEVER));
    sendToPeer(sized(1, 100));
    expect(peer.stats().unfinishedBytes).toBe(200);
    first.finish(0);
    expect(peer.stats().unfinishedBytes).toBe(100);
  });

  it('are released by unsubscribing, both in progress and waiting', () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: 250 });
    const consumer = outcomeOf(peer.consume('unknown', () => NEVER));
    sendToPeer(sized(1), sized(2), sized(3));
    expect(peer.stats()).toMatchObject({ unfinishedBytes: 300, isPaused: true });
    consumer.unsubscribe();
    expect(peer.stats()).toMatchObject({ unfinishedBytes: 0, isPaused: false });
    sendToPeer(sized(4));
    expect(peer.stats().unfinishedBytes).toBe(0);
  });

  it('are released once if a consumer unsubscribes while it receives the backlog', () => {
    const { peer, sendToPeer } = readyRemote();
    const consumed$ = peer.consume('unknown', (message) => of(numberOf(message)));
    sendToPeer(sized(1), sized(2), sized(3));
    expect(outcomeOf(consumed$.pipe(take(2))).values).toEqual([1, 2]);
    expect(peer.stats().unfinishedBytes).toBe(0);
  });
});

describe('a consumer that unsubscribes', () => {
  it('stops the synchronous work in progress', () => {
    const { peer, sendToPeer } = readyRemote();
    let given = 0;
    const work$ = new Observable<number>((subscriber) => {
      while (given < 1000 && !subscriber.closed) subscriber.next(++given);
    });
    const { values } = outcomeOf(peer.consume('unknown', () => work$).pipe(take(2)));
    sendToPeer(sized(1));
    expect([values, given]).toEqual([[1, 2], 2]);
  });

  it('stops the asynchronous work in progress', () => {
    const { peer, sendToPeer } = readyRemote();
    const inner$ = new Subject<never>();
    const consumer = outcomeOf(peer.consume('unknown', () => inner$));
    sendToPeer(sized(1));
    expect(inner$.observed).toBe(true);
    consumer.unsubscribe();
    expect(inner$.observed).toBe(false);
  });
});

describe('an error in consume()', () => {
  const cases: [string, () => never | typeof NEVER, string][] = [
    [
      'thrown by the project',
      () => {
        throw new Error('oops');
      },
      'LocalProtocolError CALLBACK_FAILED',
    ],
    [
      'a PeerError thrown by the project, unchanged',
      () => {
        throw new RemoteProtocolError('REFUSED', 'oops');
      },
      'RemoteProtocolError REFUSED',
    ],
    ['the project returns nothing', () => undefined as never, 'LocalProtocolError CALLBACK_FAILED'],
    [
      'an error of the inner Observable',
      () => throwError(() => new Error('oops')),
      'LocalProtocolError CALLBACK_FAILED',
    ],
    [
      'a PeerError of the inner Observable, unchanged',
      () => throwError(() => new RemoteProtocolError('REFUSED', 'oops')),
      'RemoteProtocolError REFUSED',
    ],
  ];

  it.each(cases)('%s: errors only this stream, and releases its bytes', (_, project, end) => {
    const { peer, sendToPeer, reasons, faults } = readyRemote();
    const failing = outcomeOf(peer.consume('unknown', project));
    const other = outcomeOf(peer.consume('unknown', (message) => of(numberOf(message))));
    const plain = outcomeOf(peer.on('unknown'));
    sendToPeer(sized(1), sized(2));
    expect(failing.end).toBe(end);
    expect(other).toMatchObject({ values: [1, 2] });
    expect(other.end).toBeUndefined();
    expect(plain.values).toHaveLength(2);
    expect(peer.stats().unfinishedBytes).toBe(0);
    expect([reasons, faults]).toEqual([[], []]);
  });

  const cause = new Error('oops');
  it.each<[string, () => never | ObservableInput<never>]>([
    [
      'threw',
      () => {
        throw cause;
      },
    ],
    ['rejects', () => Promise.reject(cause)],
    ['returns an Observable that errors', () => throwError(() => cause)],
  ])('has the same form if the project %s', async (_, project) => {
    const { peer, sendToPeer } = readyRemote();
    const failing = outcomeOf(peer.consume('unknown', project));
    sendToPeer(sized(1));
    await nextTurn();
    expect(failing.error).toBeInstanceOf(LocalProtocolError);
    expect(failing.error).toMatchObject({ code: 'CALLBACK_FAILED', message: 'project failed: oops', cause });
  });

  it('lets other consumers continue if this one had paused reading', () => {
    const { peer, sendToPeer } = readyRemote({ readBudgetBytes: 250 });
    const work = [new Subject<never>()];
    outcomeOf(peer.consume('unknown', () => work[0]!));
    const { values } = outcomeOf(peer.on('unknown'));
    sendToPeer(sized(1), sized(2), sized(3));
    sendToPeer(sized(4));
    expect(values).toHaveLength(3);
    work[0]!.error(new Error('oops'));
    expect(values.map(numberOf)).toEqual([1, 2, 3, 4]);
  });
});

describe('consume() when the peer ends', () => {
  it('emits the messages already read, then completes', () => {
    const { peer, sendToPeer } = readyRemote();
    const work = manualWork();
    const consumer = outcomeOf(peer.consume('unknown', work.project));
    sendToPeer(sized(1), sized(2), sized(3));
    peer.close();
    expect(consumer.end).toBeUndefined();
    for (const result of [10, 20]) work.finish(result);
    expect(consumer).toMatchObject({ values: [10, 20] });
    work.finish(30);
    expect(consumer).toMatchObject({ values: [10, 20, 30], end: 'complete' });
    expect(peer.stats().unfinishedBytes).toBe(0);
  });

  it('completes at once if no message is unfinished', () => {
    const { peer } = readyRemote();
    const consumer = outcomeOf(peer.consume('unknown', () => NEVER));
    peer.close();
    expect(consumer.end).toBe('complete');
  });

  it('also emits them to a subscriber that comes afterwards', () => {
    const { peer, sendToPeer } = readyRemote();
    const consumed$ = peer.consume('unknown', (message) => of(numberOf(message)));
    sendToPeer(sized(1), sized(2));
    peer.close();
    expect(outcomeOf(consumed$)).toMatchObject({ values: [1, 2], end: 'complete' });
  });

  it('emits no message that was not read yet', () => {
    const { peer, sendToPeer, duplex } = readyRemote({ readBudgetBytes: 150 });
    const work = manualWork();
    const consumer = outcomeOf(peer.consume('unknown', work.project));
    sendToPeer(sized(1), sized(2));
    sendToPeer(sized(3));
    duplex.close();
    peer.close();
    work.finish(1);
    work.finish(2);
    expect(consumer).toMatchObject({ values: [1, 2], end: 'complete' });
  });

  it('only completes if it is called afterwards, like every other stream', () => {
    const { peer } = readyRemote();
    peer.close();
    expect(outcomeOf(peer.consume('unknown', () => EMPTY)).end).toBe('complete');
  });
});
