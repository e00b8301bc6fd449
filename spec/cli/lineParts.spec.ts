import { describe, expect, it } from '@jest/globals';
import { coloursFor } from '../../lib/cli/colours.js';
import { DateHeadings } from '../../lib/cli/dateHeadings.js';
import { errorLine, withAddress } from '../../lib/cli/errorLine.js';
import { isoTime } from '../../lib/base/timeText.js';

describe('coloursFor', () => {
  const colours = (isTTY: boolean, env: Record<string, string>, noColor = false) =>
    coloursFor({ isTTY }, env, noColor).bold('x') !== 'x';

  it.each<[isTTY: boolean, env: Record<string, string>, noColor: boolean, expected: boolean]>([
    [true, {}, false, true],
    [false, {}, false, false],
    [true, { TERM: 'xterm' }, false, true],
    [true, { TERM: 'dumb' }, false, false],
    [true, { NO_COLOR: '1' }, false, false],
    [true, { NO_COLOR: '' }, false, true],
    [true, {}, true, false],
    [false, { FORCE_COLOR: '1' }, false, true],
    [false, { FORCE_COLOR: '' }, false, false],
    [true, { FORCE_COLOR: '0' }, false, false],
    [true, { FORCE_COLOR: 'false' }, false, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, false, true],
    [false, { FORCE_COLOR: '1' }, true, false],
  ])('on a terminal: %s, with %j, --no-color: %s gives %s', (isTTY, env, noColor, expected) => {
    expect(colours(isTTY, env, noColor)).toBe(expected);
  });
});

describe('DateHeadings', () => {
  const at = (text: string) => Date.parse(text);

  it('returns a heading when the UTC day changes, in either direction, and at the beginning unless it is today', () => {
    const headings = new DateHeadings(at('2023-11-14T12:00:00Z'));
    expect(
      ['2023-11-14T23:59:59.999Z', '2023-11-15T00:00:00Z', '2023-11-15T10:00:00Z', '2023-11-14T10:00:00Z'].map((text) =>
        headings.headingBefore(at(text)),
      ),
    ).toEqual([undefined, '--- 2023-11-15 (UTC)', undefined, '--- 2023-11-14 (UTC)']);
    expect(new DateHeadings(at('2023-11-15T00:00:00Z')).headingBefore(at('2023-11-14T23:59:59Z'))).toBe(
      '--- 2023-11-14 (UTC)',
    );
  });

  it('accepts times outside the range of Date', () => {
    expect(new DateHeadings(0).headingBefore(Infinity)).toBe('--- no date (UTC)');
  });
});

describe('isoTime', () => {
  it('is undefined beyond the limits of Date, and exact at them', () => {
    expect([isoTime(8.64e15), isoTime(-8.64e15)]).toEqual([
      '+275760-09-13T00:00:00.000Z',
      '-271821-04-20T00:00:00.000Z',
    ]);
    expect([8.64e15 + 1, -8.64e15 - 1, NaN, Infinity].map(isoTime)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('withAddress', () => {
  it.each([
    ['h:80', 'no connection to h:80: ECONNREFUSED', 'no connection to h:80: ECONNREFUSED'],
    ['h:80', 'no connection to h:8080: x', 'h:80: no connection to h:8080: x'],
    ['h:80', 'no connection to xh:80', 'h:80: no connection to xh:80'],
    ['h:80', 'h:8080 and h:80', 'h:8080 and h:80'],
    ['[::1]:80', 'no connection to [::1]:80', 'no connection to [::1]:80'],
    ['h:80', 'wrong magic', 'h:80: wrong magic'],
    ['', 'wrong magic', 'wrong magic'],
  ])('prefixes the address %s unless the message contains it: "%s"', (address, message, expected) =>
    expect(withAddress(address, message)).toBe(expected),
  );
});

describe('errorLine', () => {
  it('returns one line without control characters', () => {
    expect(errorLine('bad\n\u001b[2J\u009b')).toBe('rxpeer: bad\\x0a\\x1b[2J\\x9b\n');
  });
});
