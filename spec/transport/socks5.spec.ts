import { describe, expect, it } from '@jest/globals';
import { Socks5Handshake, SocksError, type Socks5Options } from '../../lib/transport/socks5.js';
import { bytes, CONNECTED, ipv6 } from '../helpers/socksProxy.js';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const CREDENTIALS = { username: bytes('me'), password: bytes('pass') };

const handshakeOf = (options: Partial<Socks5Options> = {}): Socks5Handshake =>
  new Socks5Handshake({ host: ONION, port: 8333, credentials: undefined, ...options });

/** Feeds chunks; returns everything that the handshake sent, the greeting included. */
function sentTo(handshake: Socks5Handshake, chunks: readonly Uint8Array[]): number[] {
  const sent = [...handshake.greeting];
  for (const chunk of chunks) sent.push(...(handshake.receive(chunk) ?? []));
  return sent;
}

function errorOf(run: () => unknown): SocksError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(SocksError);
    return error as SocksError;
  }
  throw new Error('no error');
}

const REQUEST = bytes(5, 1, 0, 3, 62, ONION, 0x20, 0x8d);

/** Complete conversations: what the proxy sends, and all that we send. */
const CONVERSATIONS: readonly (readonly [string, Partial<Socks5Options>, Uint8Array, Uint8Array])[] = [
  ['without credentials', {}, bytes(5, 0, ...CONNECTED), bytes(5, 1, 0, ...REQUEST)],
  [
    'with credentials that the proxy does not want',
    { credentials: CREDENTIALS },
    bytes(5, 0, ...CONNECTED),
    bytes(5, 2, 0, 2, ...REQUEST),
  ],
  [
    'with credentials',
    { credentials: CREDENTIALS },
    bytes(5, 2, 1, 0, ...CONNECTED),
    bytes(5, 2, 0, 2, 1, 2, 'me', 4, 'pass', ...REQUEST),
  ],
  [
    'with an IPv6 address bound',
    { host: '1.2.3.4', port: 258 },
    bytes(5, 0, 5, 0, 0, 4, ...ipv6('::1'), 1, 2),
    bytes(5, 1, 0, 5, 1, 0, 1, 1, 2, 3, 4, 1, 2),
  ],
  [
    'with a name bound',
    { host: '2001:db8::7', port: 1 },
    bytes(5, 0, 5, 0, 0, 3, 4, 'name', 1, 2),
    bytes(5, 1, 0, 5, 1, 0, 4, ...ipv6('2001:db8::7'), 0, 1),
  ],
  [
    'with an empty name bound',
    { host: 'localhost' },
    bytes(5, 0, 5, 0, 0, 3, 0, 1, 2),
    bytes(5, 1, 0, 5, 1, 0, 3, 9, 'localhost', 0x20, 0x8d),
  ],
];

describe('Socks5Handshake', () => {
  it.each(CONVERSATIONS)('connects %s, whatever the size of the chunks', (_, options, answers, expected) => {
    for (let size = 1; size <= answers.length; size++) {
      const handshake = handshakeOf(options);
      const chunks = Array.from({ length: Math.ceil(answers.length / size) }, (_each, i) =>
        answers.slice(i * size, (i + 1) * size),
      );
      expect(handshake.state).toBe('method');
      expect(sentTo(handshake, chunks)).toEqual([...expected]);
      expect(handshake.state).toBe('connected');
      expect(handshake.rest).toHaveLength(0);
    }
  });

  it.each(CONVERSATIONS)(
    'is not connected one byte before the end, and keeps the bytes after it: %s',
    (_, options, answers) => {
      const handshake = handshakeOf(options);
      handshake.receive(answers.slice(0, -1));
      expect(handshake.state).toBe('reply');
      const last = bytes(answers.at(-1)!, 'remote');
      expect(handshake.receive(last)).toBeUndefined();
      expect(handshake.state).toBe('connected');
      last.fill(0);
      expect([...handshake.rest]).toEqual([...bytes('remote')]);
    },
  );

  it('sends an IPv4-mapped IPv6 address as IPv4', () => {
    const handshake = handshakeOf({ host: '::ffff:9.8.7.6', port: 1 });
    expect([...handshake.receive(bytes(5, 0))!]).toEqual([5, 1, 0, 1, 9, 8, 7, 6, 0, 1]);
  });

  it('sends a name, a user name and a password of 255 bytes', () => {
    const longest = bytes('x'.repeat(255));
    const handshake = handshakeOf({ host: 'x'.repeat(255), credentials: { username: longest, password: longest } });
    expect([...handshake.receive(bytes(5, 2))!]).toEqual([1, 255, ...longest, 255, ...longest]);
    expect([...handshake.receive(bytes(1, 0))!]).toEqual([5, 1, 0, 3, 255, ...longest, 0x20, 0x8d]);
  });

  it.each([
    [1, 'reports a general failure (SOCKS5 reply 1)'],
    [2, 'does not allow the connection (SOCKS5 reply 2)'],
    [3, 'cannot reach the network (SOCKS5 reply 3)'],
    [4, 'cannot reach the host (SOCKS5 reply 4)'],
    [5, 'was refused by the host (SOCKS5 reply 5)'],
    [6, 'has not reached the host in time (SOCKS5 reply 6)'],
    [7, 'does not support the command CONNECT (SOCKS5 reply 7)'],
    [8, 'does not support this type of address (SOCKS5 reply 8)'],
    [9, 'refuses for an unknown reason (SOCKS5 reply 9)'],
    [0xf0, 'cannot find the descriptor of the onion service (SOCKS5 reply 240)'],
    [255, 'refuses for an unknown reason (SOCKS5 reply 255)'],
  ])('names the reply %i, of which it needs two bytes', (reply, message) => {
    const handshake = handshakeOf();
    handshake.receive(bytes(5, 0, 5));
    expect(errorOf(() => handshake.receive(bytes(reply)))).toMatchObject({ message, reply });
  });

  it.each([
    ['no method, none offered', {}, [5, 255], /^requires authentication: write the user name/],
    ['no method, both offered', { credentials: CREDENTIALS }, [5, 255], /^accepts neither/],
    ['a method that was not offered', {}, [5, 2], /chose the authentication method 2, which we did not offer$/],
    ['GSSAPI', { credentials: CREDENTIALS }, [5, 1], /chose the authentication method 1/],
    [
      'refused credentials',
      { credentials: CREDENTIALS },
      [5, 2, 1, 1],
      /^refuses the user name and password \(status 1\)$/,
    ],
    ['another version of the answer', { credentials: CREDENTIALS }, [5, 2, 5], /^violates SOCKS5: version 1 .* got 5$/],
    ['another version of the reply', {}, [5, 0, 4], /^violates SOCKS5: version 5 of the reply expected, got 4$/],
    ['a reserved byte that is not 0', {}, [5, 0, 5, 0, 1], /^violates SOCKS5: 0 as the reserved byte/],
    ['an unknown type of address', {}, [5, 0, 5, 0, 0, 2], /^violates SOCKS5: address type 1, 3 or 4 .* got 2$/],
    [
      'HTTP',
      {},
      ['HTTP/1.1 400 Bad Request\r\n'],
      /^is not a SOCKS5 proxy: .* got "HTTP\/1\.1 400 Bad", which is HTTP: /,
    ],
    ['TLS', {}, [0x15, 3, 1, 0, 2], /got 1503010002, which is TLS$/],
    ['SSH', {}, ['SSH-2.0-x'], /which is SSH$/],
    ['SOCKS4', {}, [0, 0x5b], /got 005b, which is SOCKS4$/],
    ['something else', {}, [0xf9, 0xbe], /got f9be$/],
  ] as const)('errors without a reply code for %s', (_, options, answers, message) => {
    const whole = bytes(...answers);
    const error = errorOf(() => handshakeOf(options).receive(whole));
    expect(error.message).toMatch(message);
    expect(error.reply).toBeUndefined();
  });

  it('notices a wrong version at the first byte', () => {
    expect(errorOf(() => handshakeOf().receive(bytes('H'))).message).toMatch(/got "H"$/);
  });

  it('has an error for the end of the connection in each state', () => {
    const handshake = handshakeOf({ credentials: CREDENTIALS });
    expect(handshake.endError().message).toMatch(/before its answer to the greeting: it may not be a SOCKS5 proxy$/);
    handshake.receive(bytes(5, 2));
    expect(handshake.endError().message).toMatch(/after the user name and password: it probably refuses them$/);
    handshake.receive(bytes(1, 0));
    expect(handshake.endError().message).toMatch(/before its reply to the request$/);
  });
});
