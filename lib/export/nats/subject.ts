const EMPTY_TOKEN = '%';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Any text as one token of a NATS subject: letters, digits, `_` and `-` are kept, every other character is written as its UTF-8 bytes, each as
 * `%` and two upper-case hex digits. So a token never contains `.`, `*`, `>` or white space, which have a special meaning for NATS.
 *
 * A token of NATS must not be empty: the empty text is the token `%`, which no other text has. Unpaired surrogates are replaced by U+FFFD.
 * Different texts have different tokens. A token is at most three times as long as its text has bytes.
 *
 * Source: docs.nats.io, "Subject-Based Messaging" (allowed characters); RFC 3986, section 2.1 (percent-encoding).
 *
 * @example
 * subjectToken('bitcoin.mainnet'); // 'bitcoin%2Emainnet'
 */
export function subjectToken(text: string): string {
  if (text === '') return EMPTY_TOKEN;
  return text.replace(/[^A-Za-z0-9_-]+/g, (odd) => Array.from(encoder.encode(odd), percentEncoded).join(''));
}

/**
 * The text of a token that `subjectToken` has written; undefined for every other token, such as one with lower-case hex digits, with an
 * encoded letter or with bytes that are not valid UTF-8. So two different tokens never name the same text.
 *
 * @example
 * parseSubjectToken('bitcoin%2Emainnet'); // 'bitcoin.mainnet'
 */
export function parseSubjectToken(token: string): string | undefined {
  if (token === EMPTY_TOKEN) return '';
  const text = percentDecoded(token);
  return text !== undefined && text !== '' && subjectToken(text) === token ? text : undefined;
}

function percentEncoded(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

function percentDecoded(token: string): string | undefined {
  if (!/^(?:[A-Za-z0-9_-]|%[0-9A-F]{2})*$/.test(token)) return undefined;
  const bytes = Array.from(token.matchAll(/%(..)|[^%]/g), ([character, hex]) =>
    hex === undefined ? character.charCodeAt(0) : parseInt(hex, 16),
  );
  try {
    return decoder.decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
