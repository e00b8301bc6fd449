import { describe, expect, it } from '@jest/globals';
import { admit, parseOrigin } from '../../../lib/dashboard/serve/admission.js';
import { refusalText } from '../../../lib/dashboard/serve/refusalText.js';

const loopback = { host: '127.0.0.1' };
const open = { host: '0.0.0.0', token: 'abc' };
const proxied = { host: '127.0.0.1', origins: ['https://rx.example.org', 'http://desk:9000'] };
const path = '/';

describe('admit', () => {
  it.each([
    '127.0.0.1:8444',
    'localhost:8444',
    'LOCALHOST:8444',
    '[::1]:8444',
    // Forwarded ports: ssh -L 9000:127.0.0.1:8444, a container's -p 9000:8444, a proxy on port 80.
    'localhost:9000',
    '127.0.0.1:1',
    '[::1]:65535',
    'localhost',
    '127.0.0.1',
  ])('admits the loopback Host %s, and its own origin by http and https', (host) => {
    expect(admit(loopback, { host, path })).toEqual({ isAdmitted: true, path });
    for (const scheme of ['http', 'https']) {
      expect(admit(loopback, { host, origin: `${scheme}://${host}`, path }).isAdmitted).toBe(true);
    }
  });

  it.each([
    'evil.example:8444',
    'evil.example',
    'localhost.evil.example:8444',
    '127.0.0.1.evil.example:8444',
    'localhost.:8444',
    '192.0.2.1:8444',
    '0.0.0.0:8444',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    '127.0.0.1:',
    'rx.example.org',
    '',
    'a b:8444',
    undefined,
  ])('refuses the Host %s', (host) => {
    expect(admit(loopback, { host, path })).toEqual({ isAdmitted: false, reason: 'host' });
  });

  it.each([
    'http://evil.example',
    'http://127.0.0.1:9000',
    'https://127.0.0.1',
    'http://localhost:8444',
    'http://127.0.0.1:8444.evil.example',
    'http://127.0.0.1:8444@evil.example',
    'ftp://127.0.0.1:8444',
    'file:///',
    '127.0.0.1:8444',
    'null',
    '',
  ])('refuses the Origin %s', (origin) => {
    expect(admit(loopback, { host: '127.0.0.1:8444', origin, path })).toEqual({ isAdmitted: false, reason: 'origin' });
  });

  it('uses the default port of the scheme if the Host has no port', () => {
    const originsOf = (host: string) =>
      ['http://localhost', 'https://localhost'].map((origin) => admit(loopback, { host, origin, path }).isAdmitted);
    expect([originsOf('localhost'), originsOf('localhost:80'), originsOf('localhost:443')]).toEqual([
      [true, true],
      [true, false],
      [false, true],
    ]);
  });

  it.each(['192.0.2.7:8444', '192.0.2.7:9000', '[2001:db8::7]:8444', 'localhost:8444'])(
    'admits %s only with the token if the server listens on another address than loopback',
    (host) => {
      expect(admit(open, { host, path: '/abc/live' })).toEqual({ isAdmitted: true, path: '/live' });
      for (const wrong of [
        '/',
        '/abd/live',
        '/bbc/live',
        '/ab/live',
        '/abcd/live',
        '/abcabc/live',
        '//abc/live',
        '/live',
        '',
      ]) {
        expect(admit(open, { host, path: wrong })).toEqual({ isAdmitted: false, reason: 'token' });
      }
    },
  );

  it('removes the token from the path, and nothing else', () => {
    const pathOf = (requested: string) => admit(open, { host: 'localhost', path: requested });
    expect(pathOf('/abc/page/vendor/x.js')).toEqual({ isAdmitted: true, path: '/page/vendor/x.js' });
    expect(pathOf('/abc/')).toEqual({ isAdmitted: true, path: '/' });
    expect(pathOf('/abc')).toEqual({ isAdmitted: true, path: '/' });
    expect(pathOf('/abc//abc/')).toEqual({ isAdmitted: true, path: '//abc/' });
  });

  it('admits a name other than loopback only if the server listens on it', () => {
    expect(admit(open, { host: 'evil.example:8444', path: '/abc/' })).toEqual({ isAdmitted: false, reason: 'host' });
    const named = { ...open, host: 'Desk.example' };
    expect(admit(named, { host: 'desk.Example:8444', path: '/abc/' }).isAdmitted).toBe(true);
    expect(admit(named, { host: 'desk.example:9', origin: 'http://desk.example:9', path: '/abc/' }).isAdmitted).toBe(
      true,
    );
    expect(admit(named, { host: 'desk.example:9', origin: 'http://evil.example', path: '/abc/' }).isAdmitted).toBe(
      false,
    );
  });

  it('requires the token for a further origin, too', () => {
    const both = { ...open, origins: ['https://rx.example.org'] };
    const request = { host: 'rx.example.org', origin: 'https://rx.example.org' };
    expect(admit(both, { ...request, path: '/abc/live' })).toEqual({ isAdmitted: true, path: '/live' });
    expect(admit(both, { ...request, path: '/live' })).toEqual({ isAdmitted: false, reason: 'token' });
  });

  it.each<[host: string, origin: string | undefined, isAdmitted: boolean]>([
    // The first proxy keeps the Host, the second one rewrites it.
    ['rx.example.org', 'https://rx.example.org', true],
    ['127.0.0.1:8444', 'https://rx.example.org', true],
    ['RX.example.org:443', 'https://rx.example.org', true],
    ['rx.example.org', undefined, true],
    ['desk:9000', 'http://desk:9000', true],
    ['rx.example.org', 'http://evil.example', false],
    ['rx.example.org', 'http://localhost', false],
    ['127.0.0.1:8444', 'https://rx.example.org:8443', false],
    ['127.0.0.1:8444', 'http://rx.example.org', false],
    ['rx.example.org:8443', undefined, false],
    ['sub.rx.example.org', undefined, false],
    ['user@rx.example.org', undefined, false],
    ['rx.example.org/x', undefined, false],
    ['desk', undefined, false],
    ['evil.example', 'https://rx.example.org', false],
  ])('with --origin decides on Host %s, Origin %s: %s', (host, origin, isAdmitted) => {
    expect(admit(proxied, { host, origin, path }).isAdmitted).toBe(isAdmitted);
  });
});

describe('parseOrigin', () => {
  it.each([
    ['https://RX.example.org', 'https://rx.example.org'],
    ['https://rx.example.org/', 'https://rx.example.org'],
    ['https://rx.example.org:443', 'https://rx.example.org'],
    ['http://rx.example.org:9000', 'http://rx.example.org:9000'],
    ['http://[::1]:9000', 'http://[::1]:9000'],
  ])('reads %s', (text, origin) => expect(parseOrigin(text)).toBe(origin));

  it.each([
    'rx.example.org',
    'https://rx.example.org/x',
    'https://u@h',
    'https://h?',
    'ws://h',
    'https://',
    'null',
    '*',
  ])('refuses %s', (text) => expect(parseOrigin(text)).toBeUndefined());
});

describe('refusalText', () => {
  it('contains the Host and the Origin of the request, and what to do', () => {
    expect(refusalText('host', { host: 'evil.example' })).toMatch(/Host "evil\.example"[^]*--origin URL/);
    expect(refusalText('host', { host: undefined })).toContain('no Host');
    expect(refusalText('origin', { host: 'localhost:1', origin: 'http://x' })).toMatch(
      /Origin "http:\/\/x" and Host "localhost:1"[^]*--origin URL/,
    );
    expect(refusalText('token', { host: 'localhost' })).toContain('complete URL');
  });

  it('escapes the quoted headers, and cuts them to 200 characters', () => {
    expect(refusalText('host', { host: '\u001b[2J\u202e"' })).toContain('Host "\\u001b[2J\\u{202e}\\""');
    expect(refusalText('host', { host: 'x'.repeat(200) })).toContain(`"${'x'.repeat(200)}"`);
    expect(refusalText('host', { host: 'x'.repeat(201) })).toContain(`"${'x'.repeat(200)}…"`);
  });
});
