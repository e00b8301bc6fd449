import { describe, expect, it } from '@jest/globals';
import { errorReason } from '../../lib/base/errorReason.js';

describe('errorReason', () => {
  it.each<[string, unknown, string]>([
    [
      'the code of a system error',
      Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    ['the message of another error', new Error('no answer'), 'no answer'],
    ['the message if the code is a number', Object.assign(new Error('exit'), { code: 1 }), 'exit'],
    ['all reasons of an AggregateError', new AggregateError([new Error('a'), new AggregateError(['b', 7])]), 'a, b, 7'],
    ['the text of any other value', undefined, 'undefined'],
  ])('returns %s', (_, error, reason) => {
    expect(errorReason(error)).toBe(reason);
  });
});
