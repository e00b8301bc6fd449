import { show } from '../../base/show.js';
import { bytesOfText } from '../../codec/text.js';
import { LocalProtocolError } from '../../base/errors.js';
import { MAX_USER_AGENT_BYTES } from '../../messages/version.js';
import { requireArray } from '../../base/optionChecks.js';
import { VERSION } from '../../base/version.js';

/** A program's part of the user agent (BIP14). */
export interface UserAgent {
  /** The name of the program: not empty, without `/ : ( ) ;` and control characters. */
  name: string;
  /** The version of the program; the same characters are forbidden, it may be empty. */
  version: string;
  /** Comments, which follow the version in parentheses; the same characters are forbidden. Default: none. */
  comments?: readonly string[] | undefined;
}

/**
 * The user agent in the format of BIP14, the library's part first: `/rxpeer:0.2.0/name:version(comment; comment)/`.
 *
 * Errors with LocalProtocolError `INVALID_OPTION` for a name, version or comment with one of BIP14's separators `/ : ( ) ;` or a
 * control character, for an empty name, and for more than 256 bytes.
 */
export function formatUserAgent(userAgent?: UserAgent): string {
  const library = `/rxpeer:${VERSION}/`;
  if (userAgent === undefined) return library;
  if (typeof userAgent !== 'object' || userAgent === null) {
    throw new LocalProtocolError('INVALID_OPTION', `{ name, version } expected, got ${show(userAgent)}`, 'userAgent');
  }
  const { name, version, comments = [] } = userAgent;
  requireArray('userAgent/comments', comments);
  requireText('userAgent/name', name);
  requireText('userAgent/version', version);
  comments.forEach((comment, i) => requireText(`userAgent/comments/${i}`, comment));
  if (name === '') throw new LocalProtocolError('INVALID_OPTION', 'at least one character expected', 'userAgent/name');
  const text = `${library}${name}:${version}${comments.length > 0 ? `(${comments.join('; ')})` : ''}/`;
  const length = bytesOfText(text).length;
  if (length > MAX_USER_AGENT_BYTES) {
    throw new LocalProtocolError(
      'INVALID_OPTION',
      `${length} bytes with the library's, at most ${MAX_USER_AGENT_BYTES} allowed`,
      'userAgent',
    );
  }
  return text;
}

function requireText(path: string, text: string): void {
  if (typeof text !== 'string')
    throw new LocalProtocolError('INVALID_OPTION', `text expected, got ${show(text)}`, path);
  // eslint-disable-next-line no-control-regex -- control characters are forbidden
  const forbidden = /[/:();\u0000-\u001f\u007f]/.exec(text);
  if (forbidden === null) return;
  throw new LocalProtocolError('INVALID_OPTION', `${JSON.stringify(forbidden[0])} is not allowed (BIP14)`, path);
}
