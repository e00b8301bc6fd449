import { describe, expect, it } from '@jest/globals';
import { parsePageRequest } from '../../../lib/dashboard/serve/parsePageRequest.js';

const parse = (question: string, params: unknown): unknown =>
  parsePageRequest(JSON.stringify({ kind: 'ask', number: 1, question, params }));
const HASH = 'ab'.repeat(32);

describe('questions about what has happened over time', () => {
  it.each([
    ['rates', { fromMs: 1, toMs: 2, unit: 'bytes' }],
    ['rates', { fromMs: 1, toMs: 2, maxPoints: 600, unit: 'messages', command: 'inv' }],
    ['ratesAfter', { number: -1, widthMs: 1000, unit: 'bytes' }],
    ['trend', { type: 'block', fromMs: 1, toMs: 2 }],
    ['trendAfter', { type: 'transaction', number: 7, widthMs: 60_000 }],
    ['marks', { fromMs: 1, toMs: 2 }],
    ['sightings', { hash: HASH }],
    ['curve', { peer: 3 }],
  ])('are accepted with valid parameters: %s', (question, params) => {
    expect(parse(question, { ...params, other: 1 })).toEqual({ kind: 'ask', number: 1, question, params });
  });

  it.each([
    ['rates', { fromMs: 1, toMs: 2 }],
    ['rates', { fromMs: 1, toMs: 2, unit: 'kisses' }],
    ['rates', { fromMs: -1, toMs: 2, unit: 'bytes' }],
    ['rates', { fromMs: 1, toMs: 2.5, unit: 'bytes' }],
    ['rates', { fromMs: 1, toMs: 2, maxPoints: '9', unit: 'bytes' }],
    ['rates', { fromMs: 1, toMs: 2, unit: 'bytes', command: 'x'.repeat(65) }],
    ['ratesAfter', { number: 1.5, widthMs: 1000, unit: 'bytes' }],
    ['ratesAfter', { number: 1, unit: 'bytes' }],
    ['trend', { fromMs: 1, toMs: 2 }],
    ['trendAfter', { type: 'peer', number: 7, widthMs: 60_000 }],
    ['marks', { fromMs: 1 }],
    ['sightings', { hash: HASH.toUpperCase() }],
    ['sightings', { hash: HASH.slice(1) }],
    ['sightings', {}],
    ['curve', { peer: '3' }],
  ])('are refused with others: %s %j', (question, params) => {
    expect(parse(question, params)).toBeUndefined();
  });
});
