/**
 * Escapes text that a remote may have chosen (a user agent, the reason of a reject), so that it is safe on a terminal, in a log, or in one
 * table cell.
 *
 *     escapeText('/Satoshi:27.0.0/')    '/Satoshi:27.0.0/'
 *     escapeText('a\u001b[2J\n')         'a\\x1b[2J\\x0a'
 *     escapeText('\u202e')               '\\u{202e}'
 *
 * It replaces control characters (which include terminal escape sequences and line ends), format characters (text direction, zero width,
 * tags), line and paragraph separators, and private use characters. It also replaces lone surrogates, which the decoder produces for
 * invalid UTF-8. All other text is unchanged, backslashes included, so the escaping cannot be reversed. The length is not bounded: a user
 * agent has up to 256 bytes; cut longer texts before you escape them. This does not make text safe in HTML: assign it to `textContent`
 * there.
 *
 * @example
 * peer.on('version').subscribe(({ userAgent }) => console.log(escapeText(userAgent)));
 */
export function escapeText(text: string): string {
  return text.replace(UNSAFE_CHARACTERS, (character) => {
    const code = character.codePointAt(0)!;
    return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/** Formats a value as one line of JSON and escapes the same characters by JSON's `\u` escapes, so the result parses to the same value. */
export function escapedJson(value: unknown): string {
  // JSON.stringify escapes C0 controls and lone surrogates itself. The other characters occur only inside strings, where an escape is equal.
  return JSON.stringify(value).replace(UNSAFE_CHARACTERS, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** Unicode categories: control, format, line separator, paragraph separator, surrogate, private use. */
const UNSAFE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
