import { describe, expect, it } from '@jest/globals';
import { MAX_UNIX_PATH_BYTES } from '../../lib/transport/unixPath.js';
import { parseProxy, type Credentials } from '../../lib/transport/proxyUrl.js';
import { bytes } from '../helpers/socksProxy.js';

const credentialsOf = (url: string): Credentials => parseProxy(url, undefined)!.credentials as Credentials;

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ name: 'LocalProtocolError', code: 'INVALID_OPTION' });
    return (error as Error).message;
  }
  throw new Error('no error');
}

describe('parseProxy', () => {
  it.each([
    ['socks5://127.0.0.1:9050', '127.0.0.1:9050', { host: '127.0.0.1', port: 9050 }],
    ['SOCKS5://proxy.example/', 'proxy.example:1080', { host: 'proxy.example', port: 1080 }],
    ['socks5://[::1]:1', '[::1]:1', { host: '::1', port: 1 }],
    ['socks5://me:pass@h:65535', 'h:65535', { host: 'h', port: 65_535 }],
    ['unix:/run/tor/socks', 'unix:/run/tor/socks', { path: '/run/tor/socks' }],
  ])('parses %s', (url, name, endpoint) => {
    expect(parseProxy(url, undefined)).toMatchObject({ name, endpoint });
  });

  it('uses random credentials by default, and none with isolate: false', () => {
    expect(parseProxy('socks5://h', undefined)!.credentials).toBe('random');
    expect(parseProxy('unix:/a', true)!.credentials).toBe('random');
    expect(parseProxy('socks5://h', false)!.credentials).toBeUndefined();
    expect(parseProxy(undefined, undefined)).toBeUndefined();
  });

  it.each([
    ['socks5://me:pass@h', 'me', 'pass'],
    ['socks5://a%3ab%40:%00%ff%25@h', 'a:b@', '\0\xff%'],
    ['socks5://me:p@ss:w/o?r#d@h', 'me', 'p@ss:w/o?r#d'],
    ['socks5://me:é@h', 'me', '\xc3\xa9'],
    [`socks5://${'u'.repeat(255)}:${'p'.repeat(255)}@h`, 'u'.repeat(255), 'p'.repeat(255)],
  ])('uses the credentials of %s as given', (url, username, password) => {
    expect(credentialsOf(url)).toEqual({ username: bytes(username), password: bytes(password) });
    expect(parseProxy(url, false)!.credentials).toEqual(credentialsOf(url));
  });

  it.each([
    ['127.0.0.1:9050', /got no scheme: write socks5:\/\/ before the host$/],
    ['socks5h://h', /got socks5h:\/\/: write socks5:\/\/, with which the proxy resolves names, too$/],
    ['http://secret:secret@h', /got http:\/\/$/],
    ['socks5://', /got no valid host and port after socks5:\/\/$/],
    ['socks5://user:secret', /got no valid host and port after socks5:\/\/$/],
    ['socks5://user:secret@', /got no valid host and port after the last @$/],
    ['socks5://user:secret@h:0', /got no valid host and port/],
    ['socks5://user:secret@h:65536', /got no valid host and port/],
    ['socks5://h/path', /got no valid host and port/],
    ['socks5://secret@h', /bytes expected, got 6 and 0 bytes$/],
    ['socks5://:secret@h', /bytes expected, got 0 and 6 bytes$/],
    [`socks5://${'secret'.repeat(43)}:p@h`, /got 258 and 1 bytes$/],
    ['socks5://u:secret%@h', /two hex digits expected after each %/],
    ['socks5://u:secret%4@h', /two hex digits expected after each %/],
    ['socks5://u:secret%zz@h', /two hex digits expected after each %/],
    ['unix:run', /absolute path expected after unix:, got "unix:run"$/],
    ['unix:/a\0b', /path without a zero byte expected/],
    ['', /got no scheme/],
  ])('refuses %j without printing a password', (url, message) => {
    const text = messageOf(() => parseProxy(url, undefined));
    expect(text).toMatch(message);
    expect(text).not.toContain('secret');
    expect(text).toMatch(/^proxy: /);
  });

  it.each([
    ['a number', 7],
    ['null', null],
  ])('refuses %s', (_, value) => {
    expect(messageOf(() => parseProxy(value as unknown as string, undefined))).toMatch(/^proxy: .* got (7|null)$/);
  });

  it('bounds the path of a Unix socket, which Node would cut off', () => {
    const path = (length: number): string => `/${'x'.repeat(length - 1)}`;
    expect(parseProxy(`unix:${path(MAX_UNIX_PATH_BYTES)}`, undefined)).toBeDefined();
    expect(messageOf(() => parseProxy(`unix:${path(MAX_UNIX_PATH_BYTES + 1)}`, undefined))).toMatch(
      /bytes expected after unix:/,
    );
  });

  it.each([
    [undefined, true, /^isolate: has no effect without the URL of a proxy/],
    [undefined, false, /^isolate: has no effect without the URL of a proxy/],
    ['socks5://u:p@h', true, /^isolate: not possible together with a user name/],
    ['socks5://h', 'yes' as unknown as boolean, /^isolate: true or false expected/],
  ])('refuses proxy %j with isolate %j', (url, isolate, message) => {
    expect(messageOf(() => parseProxy(url, isolate))).toMatch(message);
  });
});
