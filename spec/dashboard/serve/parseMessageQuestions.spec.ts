import { describe, expect, it } from '@jest/globals';
import { parsePageRequest } from '../../../lib/dashboard/serve/parsePageRequest.js';

const HASH = '0a'.repeat(32);
const parse = (question: string, params: unknown) =>
  parsePageRequest(JSON.stringify({ kind: 'ask', number: 1, question, params }));

describe('parsePageRequest', () => {
  it.each([
    ['bytes', { peer: 3, line: 12 }],
    ['lineOf', { peer: 3, hash: HASH }],
  ] as const)('parses the question %s, and ignores further parameters', (question, params) => {
    const request = { kind: 'ask', number: 1, question, params };
    expect(parse(question, params)).toEqual(request);
    expect(parse(question, { ...params, more: 'x' })).toEqual(request);
  });

  it.each([
    ['bytes', { peer: -1, line: 1 }],
    ['bytes', { peer: 1 }],
    ['lineOf', { peer: 1, hash: HASH.slice(1) }],
    ['lineOf', { peer: 1, hash: `${HASH}0` }],
    ['lineOf', { peer: 1, hash: HASH.toUpperCase() }],
    ['lineOf', { peer: 1, hash: [HASH] }],
    ['lineOf', { hash: HASH }],
  ])('refuses the question %s with %j', (question, params) => {
    expect(parse(question, params)).toBeUndefined();
  });
});
