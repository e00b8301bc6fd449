import { describe, expect, it } from '@jest/globals';
import { escapedJson, escapeText } from '../../lib/bytes/escapeText.js';

const cases: [string, string][] = [
  ['/Satoshi:27.0.0/ é 好 😀 ←', '/Satoshi:27.0.0/ é 好 😀 ←'],
  ['\u001b[2J\u0007', '\\x1b[2J\\x07'],
  ['a\r\nb\tc', 'a\\x0d\\x0ab\\x09c'],
  ['\u007f\u009b31m', '\\x7f\\x9b31m'],
  ['\u202eabc\u2066\u200b', '\\u{202e}abc\\u{2066}\\u{200b}'],
  ['\u2028\u2029', '\\u{2028}\\u{2029}'],
  ['\udcff', '\\u{dcff}'],
  ['\u{e0041}', '\\u{e0041}'],
];

describe('escapeText', () => {
  it.each(cases)('makes %j fit for a terminal', (text, escaped) => expect(escapeText(text)).toBe(escaped));
});

describe('escapedJson', () => {
  it.each(cases)('keeps the meaning of %j', (text) => {
    const json = escapedJson({ [text]: text });
    expect(JSON.parse(json)).toEqual({ [text]: text });
    expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});
