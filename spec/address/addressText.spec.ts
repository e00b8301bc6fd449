import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromHex } from '../../lib/codec/hex.js';
import { parseAddress, NetworkId, formatAddress } from '../../lib/address/addressText.js';

// Bitcoin Core, test/net_tests.cpp (cnetaddr_unserialize_v2); the onion address is rend-spec-v3's example, too.
const TOR_KEY = '79bcc625184b05194975c28b66b66b0469f7f6556fb1ac3189a79b40dda32f1f';
const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const I2P_HASH = 'a2894dabaec08c0051a481a6dac88b64f98232ae42d4b6fd2fa81952dfe36a87';
const I2P = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';

const known: [string, number, string, string][] = [
  ['IPv4', NetworkId.ipv4, '01020304', '1.2.3.4'],
  ['IPv6', NetworkId.ipv6, '0102030405060708090a0b0c0d0e0f10', '102:304:506:708:90a:b0c:d0e:f10'],
  ['IPv6 with a gap', NetworkId.ipv6, '20010db8000000000000000000000001', '2001:db8::1'],
  ['TORv3', NetworkId.torV3, TOR_KEY, ONION],
  ['I2P', NetworkId.i2p, I2P_HASH, I2P],
  ['CJDNS', NetworkId.cjdns, 'fc000001000200030004000500060007', 'fc00:1:2:3:4:5:6:7'],
];

describe('the text of an address', () => {
  it.each(known)('of %s is formatted and parsed', (_, networkId, hex, text) => {
    expect(formatAddress({ networkId, address: fromHex(hex) })).toBe(text);
    expect(parseAddress(text)).toStrictEqual({ networkId, address: fromHex(hex) });
    expect(parseAddress(text.toUpperCase())).toStrictEqual({ networkId, address: fromHex(hex) });
  });

  it.each(known)('of %s is undefined with a byte too few or too many', (_, networkId, hex) => {
    expect(formatAddress({ networkId, address: fromHex(hex).subarray(1) })).toBeUndefined();
    expect(formatAddress({ networkId, address: fromHex(`${hex}00`) })).toBeUndefined();
  });

  it.each([
    ['TORv2', NetworkId.torV2, 'f1f2f3f4f5f6f7f8f9fa'],
    ['an unknown network', 0xaa, '01020304'],
    ['network 0', 0, ''],
    ['IPv4 in IPv6', NetworkId.ipv6, '00000000000000000000ffff01020304'],
    ['TORv2 in IPv6', NetworkId.ipv6, 'fd87d87eeb430102030405060708090a'],
    ['CJDNS outside of its range', NetworkId.cjdns, 'aa000001000200030004000500060007'],
  ])('of %s is undefined', (_, networkId, hex) => {
    expect(formatAddress({ networkId, address: fromHex(hex) })).toBeUndefined();
  });

  it('is parsed to the same address, except for IPv6 in the range of CJDNS', () => {
    const networkId = fc.constantFrom(...Object.values(NetworkId));
    const address = fc
      .constantFrom(4, 16, 32)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    fc.assert(
      fc.property(networkId, address, (networkId, address) => {
        const text = formatAddress({ networkId, address });
        if (text === undefined || (networkId === NetworkId.ipv6 && address[0] === 0xfc)) return;
        expect(parseAddress(text)).toStrictEqual({ networkId, address });
      }),
      { numRuns: 500 },
    );
  });
});

describe('parseAddress', () => {
  it('parses IPv4-mapped IPv6 as IPv4', () => {
    expect(parseAddress('::ffff:1.2.3.4')).toStrictEqual({
      networkId: NetworkId.ipv4,
      address: Uint8Array.of(1, 2, 3, 4),
    });
  });

  it.each([
    '',
    'example.com',
    '1.2.3',
    '1.2.3.256',
    'fd87:d87e:eb43::1',
    // the length of TORv2, a wrong checksum, a wrong version, a character that is not base32, the suffix alone
    '6hzph5hv6337r6p2.onion',
    `a${ONION.slice(1)}`,
    ONION.replace('d.onion', 'e.onion'),
    ONION.replace('pg', 'p1'),
    '.onion',
    '.b32.i2p',
    I2P.slice(1),
    `a${I2P}`,
    // the last character has four padding bits, which must be zero
    I2P.replace('q.b32', 'r.b32'),
  ])('is undefined for %j', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string().map((s) => `${s}.onion`),
      fc.string().map((s) => `${s}.b32.i2p`),
    );
    fc.assert(fc.property(text, (anything) => void parseAddress(anything)));
  });
});
