import { describe, expect, it } from '@jest/globals';
import { parsePageRequest } from '../../lib/dashboard/parsePageRequest.js';

describe('parsePageRequest', () => {
  it.each([
    [{ kind: 'watch', peer: 3, after: 0 }],
    [{ kind: 'watch', peer: null, after: 7 }],
    [{ kind: 'details', peer: 3, line: 12 }],
  ])('parses %j, and ignores further fields', (request) => {
    expect(parsePageRequest(JSON.stringify(request))).toEqual(request);
    expect(parsePageRequest(JSON.stringify({ ...request, more: 'x' }))).toEqual(request);
  });

  it.each([
    '',
    '{',
    'null',
    '7',
    '[]',
    '{}',
    '{"kind":"watch"}',
    '{"kind":"watch","peer":-1,"after":0}',
    '{"kind":"watch","peer":1.5,"after":0}',
    '{"kind":"watch","peer":"1","after":0}',
    '{"kind":"watch","peer":1,"after":1e99}',
    '{"kind":"details","peer":null,"line":1}',
    '{"kind":"__proto__","peer":1,"line":1}',
  ])('returns undefined for %s', (text) => expect(parsePageRequest(text)).toBeUndefined());
});
