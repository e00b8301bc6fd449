import { describe, expect, it } from '@jest/globals';
import { concat, filter, interval, map, NEVER, Observable, of, take, timer } from 'rxjs';
import { answerPings, lbry, ofCommand, type Conversation, type Message } from '../../lib/index.js';
import { MarbleMismatch, protocolMarbles, type MarbleError, type ProtocolMarbles } from '../../lib/marbles.js';
import { testErrorOf, reportOfRun } from './expectMismatch.js';

describe('protocolMarbles', () => {
  it('returns what play returns, after virtual time has run', () => {
    const seen: number[] = [];
    const result = protocolMarbles((m) => {
      m.received('--p|').subscribe(() => seen.push(m.scheduler.now()));
      m.expectSent(m.received('---p'), '---p');
      expect(seen).toEqual([]);
      return seen;
    });
    expect(result).toEqual([2]);
  });

  it("can be destructured like RxJS's run helpers", () => {
    protocolMarbles((m) => {
      const { converse, expectSent } = m;
      expectSent(converse(answerPings(), m.received('v 10ms a 2m p')), '12ms 2m q');
    });
  });

  it('runs to the end of the longest diagram, exclusively', () => {
    const ticks = (diagram: string) => {
      let count = 0;
      protocolMarbles((m) => {
        m.expectStream(interval(1).pipe(filter(() => (count++, false))), diagram);
        m.expectStream(NEVER, '3ms');
      });
      return count;
    };
    expect([ticks('-'), ticks('10ms'), ticks(' 1m ')]).toEqual([2, 9, 59_999]);
  });

  it('runs RxJS operators without a scheduler argument in virtual time', () => {
    protocolMarbles((m) => {
      m.expectStream(timer(300_000).pipe(map(() => m.alphabet.p)), '5m (p|)');
    });
  });

  it('looks up letters in the call, then in the run, then in the alphabet', () => {
    const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
    protocolMarbles(
      (m) => {
        m.expectStream(m.received('pqr', { p: ping(7n) }), 'xyz', { x: ping(7n), y: ping(8n), z: ping(9n) });
        m.expectStream(m.received('pqr'), 'xyz', { x: ping(1n), y: ping(8n), z: ping(9n) });
      },
      { values: { q: ping(8n), r: ping(9n) } },
    );
  });

  it('uses the network of the options', () => {
    protocolMarbles(
      (m) => {
        expect(m.network).toBe(lbry.mainnet);
        const claimTrie$ = m.received('-h').pipe(
          ofCommand('headers'),
          map(({ headers }) => headers[0]!.claimTrie.length),
        );
        m.expectStream(claimTrie$, '-x', { x: 64 });
      },
      { network: lbry.mainnet },
    );
  });

  it('compares errors by class and code, and others by text', () => {
    protocolMarbles((m) => {
      m.expectSent(m.received('--#'), '--#', {}, 'TransportError CONNECTION_LOST');
      m.expectSent(m.received('--#', {}, new TypeError('x')), '--#', {}, new TypeError('x'));
      m.expectStream(m.hot('-#', {}), '-#', {}, 'Error: error');
    });
  });

  it('runs actions after the inputs of the same time', () => {
    const order: string[] = [];
    protocolMarbles((m) => {
      m.at(2, () => order.push('action'));
      const input$ = m.received('--p').pipe(filter(() => order.push('received') > 0));
      m.expectSent(input$, '--p');
    });
    expect(order).toEqual(['received', 'action']);
  });

  it('can be called again after a failed run', () => {
    expect(() => protocolMarbles((m) => m.expectSent(m.received('a'), '-'))).toThrow(MarbleMismatch);
    protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
  });
});

describe('a run fails', () => {
  it('with the error of a subscriber in the test', () => {
    const play = (m: ProtocolMarbles) => {
      m.received('-p').subscribe(() => {
        throw new Error('the test itself');
      });
      m.expectSent(m.received('-p'), '-p');
    };
    expect(() => protocolMarbles(play)).toThrow('the test itself');
  });

  it.each<[string, Conversation]>([
    ['when it is created', () => throwing],
    ['when it is called', throwing],
    ['later', () => (received$) => received$.pipe(map(throwing))],
  ])('with the error of a conversation whose sent$ is not observed: %s', (_, conversation) => {
    const play = (m: ProtocolMarbles) => m.expectReports(m.converse(conversation, m.received('-p')), '--');
    expect(() => protocolMarbles(play)).toThrow('a bug');
  });

  it('if a timer is left at the end', () => {
    const leaky: Conversation = () => (received$) => {
      interval(1000).subscribe();
      return received$;
    };
    const report = reportOfRun((m) => m.expectSent(m.converse(leaky, m.received('-p')), '-p'));
    expect(report).toBe('a timer is left at the end, due at 1000 ms (1s)');
  });

  it('if a conversation stays subscribed to its inputs', () => {
    const leaky: Conversation =
      ({ sent$, paused$ }) =>
      (received$) => {
        for (const source$ of [received$, sent$, paused$] as Observable<unknown>[]) source$.subscribe();
        return received$;
      };
    const report = reportOfRun((m) => m.expectSent(m.converse(leaky, m.received('-p')), '-p'));
    expect(report.split('\n\n')).toEqual(
      ['received$', 'sent$', 'paused$'].map((name) => `the conversation is still subscribed to ${name} at the end`),
    );
  });

  it('if an operator stays subscribed to its source', () => {
    const report = reportOfRun((m) => m.expectSent(m.received('-p').pipe(leak), '-p'));
    expect(report).toBe("the input '-p' is still subscribed at the end");
  });

  it('if an input is never subscribed', () => {
    const report = reportOfRun((m) => {
      void m.received('v-a');
      m.expectSent(m.received('-p'), '-p');
    });
    expect(report).toBe("the input 'v-a' is never subscribed");
  });

  it('and shows values that no letter is defined for', () => {
    const report = reportOfRun((m) =>
      m.expectStream(
        of(Symbol('x'), new Set(), () => 1),
        '|',
      ),
    );
    expect(report).toContain('A  [object Symbol]\n  B  [object Set]\n  C  [object Function]');
  });
});

describe('MarbleError is thrown for', () => {
  it('an undefined letter, and lists the defined ones', () => {
    const [code, text] = testErrorOf((m) => m.expectSent(m.received('--p', { '1': m.alphabet.p }), '--k'));
    expect(code).toBe('UNKNOWN_LETTER');
    expect(text).toBe('"k" is not defined\n\n  --k\n\ndefined letters: D H I P Q V a b c d f g h i n p q t u v w x');
  });

  it.each(['--a10ms', '--a 10 ms', '-- 10sec'])('a time without blanks around it: %j', (diagram) => {
    const [code, text] = testErrorOf((m) => m.expectSent(m.received('--p'), diagram));
    expect([code, text.split('\n')[0]]).toEqual([
      'UNKNOWN_LETTER',
      '"1" is not defined (a time such as 10ms needs a blank on both sides)',
    ]);
  });

  it('an undefined letter of an input', () => {
    expect(testErrorOf((m) => m.hot('--t', {}))[0]).toBe('UNKNOWN_LETTER');
    expect(testErrorOf((m) => m.received('--t', { t: undefined as never, y: m.alphabet.t }))[0]).toBe('NO_EXPECTATION');
  });

  it.each(['ab', '', '-', '(', '|', ' '])('%j as a letter', (letter) => {
    expect(testErrorOf((m) => m.received('--p', { [letter]: m.alphabet.p }))[0]).toBe('BAD_LETTER');
  });

  it('# without an expected error', () => {
    const [code, text] = testErrorOf((m) => m.expectSent(m.received('--p'), '--#'));
    expect([code, text.split('\n')[0]]).toEqual(['UNKNOWN_LETTER', '"#" is not defined']);
  });

  it('expectClosed without a reason', () => {
    const [code, text] = testErrorOf((m) => m.expectClosed(m.peer(m.received('')), '--|'));
    expect([code, text]).toEqual([
      'UNKNOWN_LETTER',
      expect.stringContaining('expectClosed needs the reason of the close'),
    ]);
    expect(testErrorOf((m) => m.expectClosed(m.peer(m.received('')), '--a', 'local'))[0]).toBe('BAD_DIAGRAM');
  });

  it('a time that is not in the run', () => {
    expect(testErrorOf((m) => m.at(-1, () => undefined))).toEqual(['BAD_DIAGRAM', 'not a time of the run: -1 ms']);
    for (const atMs of [-1, NaN, Infinity]) {
      expect(testErrorOf((m) => m.expectClosed(m.peer(NEVER), { atMs }, 'local'))[0]).toBe('BAD_DIAGRAM');
    }
  });

  it('a test without an expectation', () => {
    expect(testErrorOf((m) => m.received('--p').subscribe())[0]).toBe('NO_EXPECTATION');
  });

  it('a promise, even one that rejects', async () => {
    const play = async (m: ProtocolMarbles) => {
      m.expectSent(m.received('--p'), '--p');
      await Promise.reject(new Error('later'));
    };
    expect(testErrorOf(play)[0]).toBe('ASYNC_PLAY');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('a run inside a run', () => {
    const inner = () => protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
    expect(testErrorOf(inner)[0]).toBe('NESTED_RUN');
    protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
  });

  it.each<[string, (m: ProtocolMarbles) => void]>([
    ['an input', (m) => m.received('a')],
    ['an expectation', (m) => m.expectSent(NEVER, 'a')],
    ['a peer', (m) => m.peer(NEVER)],
    ['a conversation', (m) => m.converse(answerPings(), NEVER)],
    ['an action', (m) => m.at(1, () => undefined)],
  ])('%s that is added while time runs or afterwards', (_, add) => {
    let kept: ProtocolMarbles | undefined;
    const errors: unknown[] = [];
    protocolMarbles((m) => {
      kept = m;
      m.at(1, () => errors.push(thrownBy(() => add(m))));
      m.expectSent(m.received('a'), 'a');
    });
    errors.push(thrownBy(() => add(kept!)));
    expect(errors.map((error) => (error as MarbleError).code)).toEqual(['OUTSIDE_RUN', 'OUTSIDE_RUN']);
  });
});

describe('a test may have', () => {
  it('an input that is unsubscribed before its end', () => {
    protocolMarbles((m) => m.expectSent(m.received('-p-q-').pipe(take(1)), '-(p|)'));
  });

  it('no input', () => {
    protocolMarbles((m) => m.expectSent(concat(of(m.alphabet.p), timer(5).pipe(map(() => m.alphabet.q))), 'p----(q|)'));
  });
});

function throwing(): never {
  throw new Error('a bug');
}

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Leaves a second subscription to its source open. */
function leak<T>(source$: Observable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    source$.subscribe(subscriber);
    source$.subscribe();
  });
}
