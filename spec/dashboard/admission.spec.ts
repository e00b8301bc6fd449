import { describe, expect, it } from '@jest/globals';
import { admit } from '../../lib/dashboard/admission.js';

const loopback = { host: '127.0.0.1', port: 8444 };
const open = { host: '0.0.0.0', port: 8444, token: 'abc' };
const path = '/';

describe('admit', () => {
  it.each(['127.0.0.1:8444', 'localhost:8444', 'LOCALHOST:8444', '[::1]:8444'])('lets loopback by as %s', (host) => {
    expect(admit(loopback, { host, path })).toEqual({ isAdmitted: true, path });
    expect(admit(loopback, { host, origin: `http://${host}`, path }).isAdmitted).toBe(true);
  });

  it.each([
    'evil.example:8444',
    'localhost.evil.example:8444',
    '127.0.0.1.evil.example:8444',
    '192.0.2.1:8444',
    '127.0.0.1:80',
    '127.0.0.1',
    '',
    'a b:8444',
    undefined,
  ])('refuses the host %s', (host) => {
    expect(admit(loopback, { host, path })).toEqual({ isAdmitted: false, why: 'host' });
  });

  it.each(['http://evil.example', 'https://127.0.0.1:8444', 'http://127.0.0.1:9000', 'null', 'http://localhost:8444'])(
    'refuses the origin %s',
    (origin) => {
      expect(admit(loopback, { host: '127.0.0.1:8444', origin, path })).toEqual({ isAdmitted: false, why: 'origin' });
    },
  );

  it('without a port means that of http', () => {
    expect(admit({ host: '127.0.0.1', port: 80 }, { host: 'localhost', path }).isAdmitted).toBe(true);
  });

  it.each(['192.0.2.7:8444', '[2001:db8::7]:8444', 'localhost:8444'])('lets %s by with the token alone', (host) => {
    expect(admit(open, { host, path: '/abc/live' })).toEqual({ isAdmitted: true, path: '/live' });
    for (const wrong of ['/', '/abd/live', '/ab/live', '/abcd/live', '//abc/live', '/live']) {
      expect(admit(open, { host, path: wrong })).toEqual({ isAdmitted: false, why: 'token' });
    }
  });

  it('takes a name only where it was asked to serve it', () => {
    expect(admit(open, { host: 'evil.example:8444', path: '/abc/' }).isAdmitted).toBe(false);
    expect(admit({ ...open, host: 'desk.example' }, { host: 'Desk.example:8444', path: '/abc/' }).isAdmitted).toBe(
      true,
    );
  });
});
