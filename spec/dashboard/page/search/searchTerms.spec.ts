import { describe, expect, it } from '@jest/globals';
import { searchTerms, toggleTerm } from '../../../../lib/dashboard/page/views/peers/search/searchTerms.js';

describe('the terms of a search', () => {
  it('are split at spaces outside of quotes', () => {
    expect(searchTerms('  -agent:"a b"  rtt>=3 "x  y" z').map(({ source }) => source)).toEqual([
      '-agent:"a b"',
      'rtt>=3',
      '"x  y"',
      'z',
    ]);
    expect(searchTerms('-agent:"a b"')).toEqual([
      { source: '-agent:"a b"', isNegated: true, field: { name: 'agent', operator: ':' }, value: 'a b' },
    ]);
  });

  it('end a quote that is not closed at the end', () => {
    expect(searchTerms('agent:"a b')).toMatchObject([{ value: 'a b' }]);
  });

  it('leave an address as a word', () => {
    expect(searchTerms('127.0.0.1:8333 [::1]:8333')).toEqual([
      { source: '127.0.0.1:8333', isNegated: false, value: '127.0.0.1:8333' },
      { source: '[::1]:8333', isNegated: false, value: '[::1]:8333' },
    ]);
  });

  it('are added and removed by a chip, without a change of the others', () => {
    expect(toggleTerm('', 'is:slow')).toBe('is:slow');
    expect(toggleTerm('agent:"a b" x', 'is:slow')).toBe('agent:"a b" x is:slow');
    expect(toggleTerm('agent:"a b" is:slow x', 'is:slow')).toBe('agent:"a b" x');
  });
});
