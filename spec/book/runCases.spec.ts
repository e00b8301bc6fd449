// cspell:ignore Aliv silenc receivd
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/** Runs `npm run marbles -- …`. */
function marbles(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['scripts/marbles.mjs', ...args], { timeout: 60_000 }, (failure, out, error) => {
      resolve({ status: failure === null ? 0 : Number(failure.code), out, error });
    });
  });
}

describe('npm run marbles -- --run', () => {
  it('prints every case of a page, and exits with status 0 if all are as expected', async () => {
    const { status, out } = await marbles('--run', 'distinctMru');
    expect(status).toBe(0);
    expect(out.match(/^distinctMru: /gm)).toHaveLength(11);
    expect(out.match(/^as expected$/gm)).toHaveLength(11);
  }, 60_000);

  it('prints a changed case, aligned, with the differences marked and explained, and exits with status 1', async () => {
    const { status, out } = await marbles(
      ...['--run', 'distinctMru', '--case', 'many', '--row', 'source  --a--b-a---c--b--|', '--option', 'capacity=1'],
    );
    expect(status).toBe(1);
    expect(out).toBe(
      [
        'distinctMru: many',
        '',
        'options            { capacity: 1 }',
        'source             --a--b-a---c--b--|',
        'result   expected  --a--b-----c-----|',
        '         actual    --a--b-a---c--b--|',
        '                          ^      ^',
        '',
        'result  7 ms  a came, nothing expected',
        'result  14 ms  b came, nothing expected',
        '',
      ].join('\n'),
    );
  }, 60_000);

  it('removes a row that is named alone', async () => {
    const { status, out } = await marbles('--run', 'distinctMru', '--case', 'early unsubscribe', '--row', 'unsub');
    expect(status).toBe(1);
    expect(out).toContain('actual    --a--b--c');
  }, 60_000);

  it.each([
    ['an unknown page', ['keepAliv'], 'unknown page keepAliv: did you mean keepAlive?'],
    ['a page outside of the book', ['../README'], 'unknown page ../README'],
    ['a property of objects as a page', ['constructor'], 'unknown page constructor'],
    ['an unknown case', ['keepAlive', '--case', 'silenc'], 'has no case "silenc": did you mean silence?'],
    ['a change without a case', ['keepAlive', '--option', 'pongTimeoutMs=3'], 'name it by --case'],
    [
      'an unknown row',
      ['keepAlive', '--case', 'silence', '--row', 'receivd  --q'],
      'unknown row receivd: expected one of',
    ],
    [
      'a row without its two blanks',
      ['keepAlive', '--case', 'silence', '--row', 'received --q'],
      'not a row: received --q',
    ],
    ['a missing row', ['keepAlive', '--case', 'silence', '--row', 'sent'], 'row sent expected'],
    ['an unknown letter', ['keepAlive', '--case', 'silence', '--row', 'received  --Z'], '"Z" is not defined'],
    ['a wrong diagram', ['keepAlive', '--case', 'silence', '--row', 'received  --(q'], 'row received: ( without )'],
    ['an unknown option', ['keepAlive', '--case', 'silence', '--option', 'pongMs=3'], 'unknown option pongMs'],
    ['an option that is no assignment', ['keepAlive', '--case', 'silence', '--option', '3'], 'not an option: 3'],
    [
      'a value that is no JSON',
      ['keepAlive', '--case', 'silence', '--option', 'pongTimeoutMs=3}'],
      'options must be JSON',
    ],
    ['a duration that is a word', ['keepAlive', '--case', 'silence', '--option', 'pongTimeoutMs=x'], 'got "x"'],
    [
      'a value that the operator refuses',
      ['distinctMru', '--case', 'many', '--option', 'capacity=0'],
      'capacity: integer from 1',
    ],
    [
      'an exchange without end',
      ['answerPings', '--case', 'silence', '--row', 'at once  q = p', '--row', 'received  p'],
      'more than 3000 steps',
    ],
  ])(
    'exits with status 2 and says why: %s',
    async (_, args, message) => {
      const { status, out, error } = await marbles('--run', ...args);
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(error).toContain(message);
    },
    60_000,
  );

  it.each([[['--case', 'many']], [['--run', 'distinctMru', '--check']], [['--run']], [['--rows', 'x']]])(
    'exits with status 2 and the usage: %j',
    async (args) => {
      const { status, error } = await marbles(...args);
      expect(status).toBe(2);
      expect(error).toContain('Usage: npm run marbles');
    },
    60_000,
  );

  it('leaves no bundle behind', async () => {
    await marbles('--run', 'batch', '--case', 'one');
    expect(readdirSync('.cache/marbles').filter((file) => file.startsWith('run-'))).toEqual([]);
  }, 60_000);
});
