import { describe, expect, it } from '@jest/globals';
import { handshake } from '../../../lib/protocol/handshake/handshake.js';
import { formatUserAgent, type UserAgent } from '../../../lib/protocol/handshake/userAgent.js';
import { LocalProtocolError } from '../../../lib/base/errors.js';
import { VERSION } from '../../../lib/base/version.js';

const LIBRARY = `/rxpeer:${VERSION}/`;

describe('the user agent (BIP14)', () => {
  it.each([
    [undefined, ''],
    [{ name: 'app', version: '1.2' }, 'app:1.2/'],
    [{ name: 'app', version: '1.2', comments: [] }, 'app:1.2/'],
    [{ name: 'app', version: '1.2', comments: ['iPad'] }, 'app:1.2(iPad)/'],
    [{ name: 'app', version: '1.2', comments: ['iPad', 'U', 'CPU OS 3_2_1'] }, 'app:1.2(iPad; U; CPU OS 3_2_1)/'],
    [{ name: 'Äpp', version: '1' }, 'Äpp:1/'],
  ])('%j', (userAgent, text) => {
    expect(formatUserAgent(userAgent)).toBe(LIBRARY + text);
  });

  it.each<[UserAgent, string]>([
    [{ name: '', version: '1' }, 'userAgent/name'],
    ...['/', ':', '(', ')', ';', '\n', '\0', '\u007f'].flatMap((character): [UserAgent, string][] => [
      [{ name: `a${character}b`, version: '1' }, 'userAgent/name'],
      [{ name: 'a', version: `1${character}` }, 'userAgent/version'],
      [{ name: 'a', version: '1', comments: ['ok', character] }, 'userAgent/comments/1'],
    ]),
  ])('rejects %j', (userAgent, path) => {
    expect(() => formatUserAgent(userAgent)).toThrow(LocalProtocolError);
    expect(() => formatUserAgent(userAgent)).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });

  it('has at most 256 bytes including the part of the library, counted as UTF-8', () => {
    const room = 256 - `${LIBRARY}:1/`.length;
    expect(formatUserAgent({ name: 'a'.repeat(room), version: '1' })).toHaveLength(256);
    const tooLong = expect.objectContaining({ code: 'INVALID_OPTION', path: 'userAgent' });
    expect(() => formatUserAgent({ name: 'a'.repeat(room + 1), version: '1' })).toThrow(tooLong);
    expect(() => formatUserAgent({ name: 'ä'.repeat(room / 2 + 1), version: '1' })).toThrow(tooLong);
  });

  it('is validated by handshake() at the call', () => {
    expect(() => handshake({ userAgent: { name: 'a/b', version: '1' } })).toThrow(LocalProtocolError);
  });
});
