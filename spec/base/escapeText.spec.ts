import { describe, expect, it } from '@jest/globals';
import { escapedJson, escapeText } from '../../lib/base/escapeText.js';

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
  it.each(cases)('escapes %j', (text, escaped) => expect(escapeText(text)).toBe(escaped));
});

describe('escapedJson', () => {
  it.each(cases)('parses to the same value: %j', (text) => {
    const json = escapedJson({ [text]: text });
    expect(JSON.parse(json)).toEqual({ [text]: text });
    expect(json).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});

describe('escapeText of hostile text', () => {
  const FIT = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]*$/u;

  it.each([
    ['a window title', '\u001b]0;owned\u0007'],
    ['a clipboard write', '\u001b]52;c;cm0gLXJmIC8=\u0007'],
    ['a hyperlink', '\u001b]8;;https://evil.example\u001b\\click\u001b]8;;\u001b\\'],
    ['C1 controls, which some terminals obey', '\u009b2J\u0090q\u009c\u0085'],
    ['a line that forges another', 'ok\r\n2026-01-01 forged'],
    ['bidirectional isolates', '\u2066a\u2069\u202db\u202c\u061c'],
    ['bytes that are no UTF-8', '\udc80\udcff'],
    ['half of a pair at the end', 'a\ud83d'],
  ])('escapes all of %s', (_, text) => {
    expect(escapeText(text)).toMatch(FIT);
  });

  it('escapes all unsafe characters up to U+10FFFF, and no letters, digits and symbols', () => {
    for (let code = 0; code <= 0x10_ffff; code += code < 0x3000 ? 1 : 97) {
      const character = String.fromCodePoint(code);
      const escaped = escapeText(character);
      expect(FIT.test(escaped)).toBe(true);
      if (FIT.test(character)) expect(escaped).toBe(character);
    }
  });

  it('takes linear time', () => {
    expect(escapeText('\u001b'.repeat(100_000))).toHaveLength(400_000);
  });
});
