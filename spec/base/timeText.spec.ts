import { describe, expect, it } from '@jest/globals';
import { of } from 'rxjs';
import { isoTime, timeText } from '../../lib/base/timeText.js';
import { coloursFor } from '../../lib/cli/colours.js';
import { jsonLine, readableLine } from '../../lib/cli/formatLine.js';
import { trace, type Traffic } from '../../lib/index.js';

describe('timeText', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000Z'],
    [1_700_000_000_123.9, '2023-11-14T22:13:20.123Z'],
    [8.64e15, '+275760-09-13T00:00:00.000Z'],
    [-8.64e15, '-271821-04-20T00:00:00.000Z'],
    [8.64e15 + 1, '8640000000000001 ms'],
    [-8.64e15 - 1, '-8640000000000001 ms'],
    [Infinity, 'Infinity ms'],
    [NaN, 'NaN ms'],
  ])('of %p is %s', (atMs, text) => expect(timeText(atMs)).toBe(text));
});

describe.each([8.64e15, 8.64e15 + 1, -Infinity, NaN])('a message at %p ms', (atMs) => {
  const message = { command: 'verack' } as const;
  const traffic: Traffic = {
    ...{
      direction: 'received',
      command: 'verack',
      sizeBytes: 24,
      atMs,
      message: () => message,
      payload: new Uint8Array(0),
    },
  };

  it('is printed by every line formatter', () => {
    const text = timeText(atMs);
    expect(readableLine('a', traffic, coloursFor({}, {}))).toBe(`${text.slice(text.indexOf('T') + 1)} a ← verack`);
    expect(JSON.parse(jsonLine('a', traffic))).toMatchObject({ at: isoTime(atMs) ?? null });
    const lines: string[] = [];
    trace({ id: 1, address: 'a', traffic$: of(traffic) }).subscribe((line) => lines.push(line));
    expect(lines).toEqual([`${text} #1 a <- verack`]);
  });
});
