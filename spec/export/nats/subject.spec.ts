import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseSubjectToken, subjectToken } from '../../../lib/export/nats/subject.js';

describe('subjectToken', () => {
  it.each([
    ['bitcoin.mainnet', 'bitcoin%2Emainnet'],
    ['A-z_09', 'A-z_09'],
    ['[2001:db8::1]:8333', '%5B2001%3Adb8%3A%3A1%5D%3A8333'],
    ['*', '%2A'],
    ['>', '%3E'],
    ['100%', '100%25'],
    ['Ü 東', '%C3%9C%20%E6%9D%B1'],
    ['\u{1F30D}', '%F0%9F%8C%8D'],
    ['\uFEFFa', '%EF%BB%BFa'],
    ['\0\r\n', '%00%0D%0A'],
    ['', '%'],
  ])('writes %j as %s, and parseSubjectToken reads it', (text, token) => {
    expect(subjectToken(text)).toBe(token);
    expect(parseSubjectToken(token)).toBe(text);
  });

  it('replaces an unpaired surrogate by U+FFFD', () => expect(subjectToken('a\uD800')).toBe('a%EF%BF%BD'));

  it('writes any text as one token that NATS accepts', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(subjectToken(text)).toMatch(/^[A-Za-z0-9_%-]+$/);
        expect(parseSubjectToken(subjectToken(text))).toBe(text);
      }),
    ));
});

describe('parseSubjectToken', () => {
  it.each([
    '',
    '%2e',
    '%41',
    '%5F',
    '%%',
    'a%',
    'a%2',
    '%G0',
    'a.b',
    'a b',
    '*',
    '>',
    '%C3',
    '%C3%28',
    '%ED%A0%80',
    'ü',
  ])('does not read %j, which subjectToken never writes', (token) => expect(parseSubjectToken(token)).toBeUndefined());

  it('reads only tokens that subjectToken writes', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('%', '%2E', '%C3', '%BC', '%4', '2', 'E', 'e', 'z', '_', '-', '.') }),
        (token) => {
          const text = parseSubjectToken(token);
          if (text !== undefined) expect(subjectToken(text)).toBe(token);
        },
      ),
    ));
});
