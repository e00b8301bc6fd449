import { describe, expect, it } from '@jest/globals';
import { readAsk } from '../../lib/dashboard/readAsk.js';

describe('readAsk', () => {
  it.each([
    [{ ask: 'watch', peer: 3, after: 0 }],
    [{ ask: 'watch', peer: null, after: 7 }],
    [{ ask: 'details', peer: 3, line: 12 }],
  ])('reads %j', (ask) => {
    expect(readAsk(JSON.stringify(ask))).toEqual(ask);
    expect(readAsk(JSON.stringify({ ...ask, more: 'x' }))).toEqual(ask);
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '{}',
    '{"ask":"watch"}',
    '{"ask":"watch","peer":-1,"after":0}',
    '{"ask":"watch","peer":1.5,"after":0}',
    '{"ask":"watch","peer":"1","after":0}',
    '{"ask":"watch","peer":1,"after":1e99}',
    '{"ask":"details","peer":null,"line":1}',
    '{"ask":"__proto__","peer":1,"line":1}',
  ])('knows nothing of %s', (text) => expect(readAsk(text)).toBeUndefined());
});
