/**
 * Text that a remote may have chosen (a user agent, a reject's reason), safe to print on a terminal, in a log or in one table cell.
 *
 *     escapeText('/Satoshi:27.0.0/')    '/Satoshi:27.0.0/'
 *     escapeText('a\u001b[2J\n')         'a\\x1b[2J\\x0a'
 *     escapeText('\u202e')               '\\u{202e}'
 *
 * Replaced are control characters (the escape sequences of terminals and line ends among them), format characters (direction of reading,
 * zero width, tags), line and paragraph separators, private use, and lone surrogates, which stand for bytes that are no UTF-8. All other
 * text stays as it is, backslashes included, so the result cannot be turned back. The length is not bounded: a user agent has up to 256
 * bytes, cut longer text first. For HTML this is not enough: set `textContent`.
 *
 * @example
 * peer.on('version').subscribe(({ userAgent }) => console.log(escapeText(userAgent)));
 */
export function escapeText(text: string): string {
  return text.replace(UNFIT, (character) => {
    const code = character.codePointAt(0)!;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** A value as one line of JSON, with the same characters as JSON's own escapes. */
export function escapedJson(value: unknown): string {
  // JSON.stringify escapes C0 and lone surrogates by itself; the rest can stand in strings alone, so a replacement keeps the meaning.
  return JSON.stringify(value).replace(UNFIT, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** Control (C0, DEL, C1), format (direction, zero width, tags), line and paragraph separators, lone surrogates, private use. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
