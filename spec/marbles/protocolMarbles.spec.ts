import { describe, expect, it } from '@jest/globals';
import { concat, filter, interval, map, NEVER, Observable, of, take, timer } from 'rxjs';
import { answerPings, lbry, ofCommand, type Conversation, type Message } from '../../lib/index.js';
import { MarbleMismatch, protocolMarbles, type MarbleError, type ProtocolMarbles } from '../../lib/marbles.js';
import { mistakeOf, reportOfRun } from './failing.js';

describe('protocolMarbles', () => {
  it('gives what play gives, once time has run', () => {
    const seen: number[] = [];
    const result = protocolMarbles((m) => {
      m.received('--p|').subscribe(() => seen.push(m.scheduler.now()));
      m.expectSent(m.received('---p'), '---p');
      expect(seen).toEqual([]);
      return seen;
    });
    expect(result).toEqual([2]);
  });

  it("takes RxJS's way of writing: the kit in parts", () => {
    protocolMarbles((m) => {
      const { converse, expectSent } = m;
      expectSent(converse(answerPings(), m.received('v 10ms a 2m p')), '12ms 2m q');
    });
  });

  it('runs to the end of the longest diagram, and sees nothing of the moment behind it', () => {
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

  it('runs RxJS without a scheduler in virtual time, too', () => {
    protocolMarbles((m) => {
      m.expectStream(timer(300_000).pipe(map(() => m.alphabet.p)), '5m (p|)');
    });
  });

  it('looks letters up in the call, then in the run, then in the alphabet', () => {
    const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
    protocolMarbles(
      (m) => {
        m.expectStream(m.received('pqr', { p: ping(7n) }), 'xyz', { x: ping(7n), y: ping(8n), z: ping(9n) });
        m.expectStream(m.received('pqr'), 'xyz', { x: ping(1n), y: ping(8n), z: ping(9n) });
      },
      { values: { q: ping(8n), r: ping(9n) } },
    );
  });

  it('has the network of its choice', () => {
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

  it('compares errors by class and code, foreign ones by text', () => {
    protocolMarbles((m) => {
      m.expectSent(m.received('--#'), '--#', {}, 'TransportError CONNECTION_LOST');
      m.expectSent(m.received('--#', {}, new TypeError('x')), '--#', {}, new TypeError('x'));
      m.expectStream(m.hot('-#', {}), '-#', {}, 'Error: error');
    });
  });

  it('acts at a moment, behind what comes in then', () => {
    const order: string[] = [];
    protocolMarbles((m) => {
      m.at(2, () => order.push('act'));
      const said$ = m.received('--p').pipe(filter(() => order.push('received') > 0));
      m.expectSent(said$, '--p');
    });
    expect(order).toEqual(['received', 'act']);
  });

  it('may be called again after a run that failed', () => {
    expect(() => protocolMarbles((m) => m.expectSent(m.received('a'), '-'))).toThrow(MarbleMismatch);
    protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
  });
});

describe('a run fails', () => {
  it('with the error of a subscriber of the test', () => {
    const play = (m: ProtocolMarbles) => {
      m.received('-p').subscribe(() => {
        throw new Error('the test itself');
      });
      m.expectSent(m.received('-p'), '-p');
    };
    expect(() => protocolMarbles(play)).toThrow('the test itself');
  });

  it.each<[string, Conversation]>([
    ['when it is made', () => throwing],
    ['when it is called', throwing],
    ['later', () => (received$) => received$.pipe(map(throwing))],
  ])('with the error of a conversation of which no sent$ is looked at: %s', (_, conversation) => {
    const play = (m: ProtocolMarbles) => m.expectReports(m.converse(conversation, m.received('-p')), '--');
    expect(() => protocolMarbles(play)).toThrow('a bug');
  });

  it('when a timer is left behind', () => {
    const leaky: Conversation = () => (received$) => {
      interval(1000).subscribe();
      return received$;
    };
    const report = reportOfRun((m) => m.expectSent(m.converse(leaky, m.received('-p')), '-p'));
    expect(report).toBe('a timer is left behind, due at 1000 ms (1s)');
  });

  it('when a conversation does not let go of what it listens to', () => {
    const leaky: Conversation =
      ({ sent$, paused$ }) =>
      (received$) => {
        for (const source$ of [received$, sent$, paused$] as Observable<unknown>[]) source$.subscribe();
        return received$;
      };
    const report = reportOfRun((m) => m.expectSent(m.converse(leaky, m.received('-p')), '-p'));
    expect(report.split('\n\n')).toEqual(
      ['received$', 'sent$', 'paused$'].map((name) => `the conversation still listens to ${name} at the end`),
    );
  });

  it('when an operator does not let go of its source', () => {
    const report = reportOfRun((m) => m.expectSent(m.received('-p').pipe(leak), '-p'));
    expect(report).toBe("the input '-p' is still listened to at the end");
  });

  it('when an input is forgotten', () => {
    const report = reportOfRun((m) => {
      void m.received('v-a');
      m.expectSent(m.received('-p'), '-p');
    });
    expect(report).toBe("nobody has listened to the input 'v-a'");
  });

  it('when something comes that no letter explains', () => {
    const report = reportOfRun((m) =>
      m.expectStream(
        of(Symbol('x'), new Set(), () => 1),
        '|',
      ),
    );
    expect(report).toContain('A  [object Symbol]\n  B  [object Set]\n  C  [object Function]');
  });
});

describe('a mistake of the test is named', () => {
  it('a letter that nobody explains, with those that are', () => {
    const [code, text] = mistakeOf((m) => m.expectSent(m.received('--p', { '1': m.alphabet.p }), '--k'));
    expect(code).toBe('UNKNOWN_LETTER');
    expect(text).toBe('"k" is not explained\n\n  --k\n\nexplained are D H I P Q V a b c d f g h i n p q t u v w x');
  });

  it.each(['--a10ms', '--a 10 ms', '-- 10sec'])('a misplaced blank: %j', (diagram) => {
    const [code, text] = mistakeOf((m) => m.expectSent(m.received('--p'), diagram));
    expect([code, text.split('\n')[0]]).toEqual([
      'UNKNOWN_LETTER',
      '"1" is not explained (a time such as 10ms needs a blank on both sides)',
    ]);
  });

  it('a letter without a meaning, in what goes in', () => {
    expect(mistakeOf((m) => m.hot('--t', {}))[0]).toBe('UNKNOWN_LETTER');
    expect(mistakeOf((m) => m.received('--t', { t: undefined as never, y: m.alphabet.t }))[0]).toBe('NO_EXPECTATION');
  });

  it.each(['ab', '', '-', '(', '|', ' '])('%j as a letter', (letter) => {
    expect(mistakeOf((m) => m.received('--p', { [letter]: m.alphabet.p }))[0]).toBe('BAD_LETTER');
  });

  it('an error that is not said', () => {
    const [code, text] = mistakeOf((m) => m.expectSent(m.received('--p'), '--#'));
    expect([code, text.split('\n')[0]]).toEqual(['UNKNOWN_LETTER', '"#" is not explained']);
  });

  it('a reason that is not said', () => {
    const [code, text] = mistakeOf((m) => m.expectClosed(m.peer(m.received('')), '--|'));
    expect([code, text]).toEqual(['UNKNOWN_LETTER', expect.stringContaining('say why the peer ends')]);
    expect(mistakeOf((m) => m.expectClosed(m.peer(m.received('')), '--a', 'local'))[0]).toBe('BAD_DIAGRAM');
  });

  it('a moment that is none', () => {
    expect(mistakeOf((m) => m.at(-1, () => undefined))).toEqual(['BAD_DIAGRAM', 'no moment of a run: -1 ms']);
    for (const atMs of [-1, NaN, Infinity]) {
      expect(mistakeOf((m) => m.expectClosed(m.peer(NEVER), { atMs }, 'local'))[0]).toBe('BAD_DIAGRAM');
    }
  });

  it('nothing that is expected', () => {
    expect(mistakeOf((m) => m.received('--p').subscribe())[0]).toBe('NO_EXPECTATION');
  });

  it('a promise, whatever becomes of it', async () => {
    const play = async (m: ProtocolMarbles) => {
      m.expectSent(m.received('--p'), '--p');
      await Promise.reject(new Error('later'));
    };
    expect(mistakeOf(play)[0]).toBe('ASYNC_PLAY');
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('a run within a run', () => {
    const inner = () => protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
    expect(mistakeOf(inner)[0]).toBe('NESTED_RUN');
    protocolMarbles((m) => m.expectSent(m.received('a'), 'a'));
  });

  it.each<[string, (m: ProtocolMarbles) => void]>([
    ['what goes in', (m) => m.received('a')],
    ['what is expected', (m) => m.expectSent(NEVER, 'a')],
    ['a peer', (m) => m.peer(NEVER)],
    ['a conversation', (m) => m.converse(answerPings(), NEVER)],
    ['an action', (m) => m.at(1, () => undefined)],
  ])('%s, while time runs or afterwards', (_, say) => {
    let kept: ProtocolMarbles | undefined;
    const errors: unknown[] = [];
    protocolMarbles((m) => {
      kept = m;
      m.at(1, () => errors.push(thrownBy(() => say(m))));
      m.expectSent(m.received('a'), 'a');
    });
    errors.push(thrownBy(() => say(kept!)));
    expect(errors.map((error) => (error as MarbleError).code)).toEqual(['OUTSIDE_RUN', 'OUTSIDE_RUN']);
  });
});

describe('what is not a mistake', () => {
  it('an input of which only a part is wanted', () => {
    protocolMarbles((m) => m.expectSent(m.received('-p-q-').pipe(take(1)), '-(p|)'));
  });

  it('no input at all', () => {
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

/** Listens to its source once more than it says. */
function leak<T>(source$: Observable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    source$.subscribe(subscriber);
    source$.subscribe();
  });
}
