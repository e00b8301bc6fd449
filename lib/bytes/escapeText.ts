/**
 * Text that a remote may have chosen, fit for a terminal: what moves the cursor, changes colours, turns the direction of reading or
 * cannot be written at all stands as an escape.
 *
 *     "a\u001b[2J" -> "a\x1b[2J"
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
