import { describe, expect, it } from '@jest/globals';
import { parseAddress, NetworkId } from '../../lib/index.js';
import { networkGroupOf } from '../../lib/address/networkGroup.js';
import { isReachable, peerAddressOf, type Reach } from '../../lib/pool/peerAddress.js';
import { routabilityOf } from '../../lib/address/routability.js';

const addressOf = (text: string) => parseAddress(text)!;
const groupOfText = (text: string): string => networkGroupOf(addressOf(text));

// The key of the example of BIP155, which begins with bdb1.
const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';
const I2P = 'ukeu3k5oycgaauneqgtnvselmt4yemvoilkln7jpvamvfx7dnkdq.b32.i2p';

describe('the group of an address', () => {
  it.each([
    ['1.2.3.4', 'ipv4:1.2'],
    ['1.2.255.255', 'ipv4:1.2'],
    ['10.20.30.40', 'ipv4:10.20'],
    ['127.0.0.1', 'local'],
    ['127.9.9.9', 'local'],
    ['::1', 'local'],
    ['::ffff:1.2.3.4', 'ipv4:1.2'],
    ['2a01:4f8:1::1', 'ipv6:2a01:4f8'],
    ['2a01:4f8:ffff::1', 'ipv6:2a01:4f8'],
    ['2a01:4f9::1', 'ipv6:2a01:4f9'],
    // Hurricane Electric by /36
    ['2001:470:1fff::1', 'ipv6:2001:470:1'],
    ['2001:470:2000::1', 'ipv6:2001:470:2'],
    // 6to4, Teredo, NAT64 and translated addresses that embed 1.2.3.4
    ['2002:102:304::1', 'ipv4:1.2'],
    ['2001:0:4136:e378:8000:63bf:fefd:fcfb', 'ipv4:1.2'],
    ['64:ff9b::102:304', 'ipv4:1.2'],
    ['::ffff:0:102:304', 'ipv4:1.2'],
    ['fc00:1234::1', 'cjdns:0'],
    ['fcf0:1234::1', 'cjdns:15'],
    [ONION, 'onion:7'],
    [I2P, 'i2p:10'],
  ])('%s is %s', (text, group) => expect(groupOfText(text)).toBe(group));

  it('of a name is the name', () => {
    expect(peerAddressOf('Node.Example.com:1')).toEqual({
      key: 'node.example.com:1',
      host: 'node.example.com',
      port: 1,
      group: 'name:node.example.com',
      hostKey: 'node.example.com',
      isPrivate: false,
    });
  });
});

describe('the addresses that can be dialled', () => {
  it.each([
    ['public', ['1.2.3.4', '172.15.0.1', '172.32.0.1', '100.63.0.1', '100.128.0.1', '198.17.0.1', '198.20.0.1']],
    ['public', ['2a01::1', '2001::fefd:fcfb', '2002:102:304::1', '2001:30::1', '3fff:1000::1', ONION, I2P, 'fc00::1']],
    ['private', ['10.0.0.1', '172.16.0.1', '172.31.0.1', '192.168.1.1', '127.0.0.1', '169.254.0.1', '100.64.0.1']],
    ['private', ['198.18.0.1', '198.19.0.1', '::1', 'fd00::1', 'fe80::1', 'febf::1']],
    // tunnels to a private network
    ['private', ['2002:a00:1::1', '64:ff9b::10.0.0.1']],
    ['none', ['0.0.0.0', '0.1.2.3', '192.0.2.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '255.255.255.255']],
    ['none', ['192.0.0.0', '192.0.0.255', '192.88.99.0', '192.88.99.255', '::1.2.3.4', '::2', '::ffff', '5f00::1']],
    ['none', ['5f00:ffff::1']],
    ['private', ['64:ff9b:1::1', '64:ff9b:1:ffff::10.0.0.1', 'fec0::1', 'feff::1']],
    ['public', ['192.0.1.0', '191.255.255.255', '192.88.98.255', '192.88.100.0', '::1:0:0', '5f01::1', '5eff::1']],
    ['public', ['64:ff9b:2::1', '64:ff9b:0:1::1']],
    ['none', ['::', '2001:db8::1', '3fff::1', 'ff02::1', '2001:10::1', '2001:20::1', '100::1', '2002:c000:201::1']],
  ])('%s: %p', (routability, texts) => {
    expect(texts.map((text) => [text, routabilityOf(addressOf(text))])).toEqual(
      texts.map((text) => [text, routability]),
    );
  });

  it('are in a reachable network', () => {
    const reach: Reach = { networks: ['ipv4'], trustsPrivate: () => false, defaultPort: 8333 };
    const isDialled = (text: string, options: Partial<Reach> = {}): boolean =>
      isReachable(addressOf(text), 8333, { ...reach, ...options }, 'a');
    const trustsPrivate = (): boolean => true;
    expect(isDialled('1.2.3.4')).toBe(true);
    expect(isDialled('10.0.0.1')).toBe(false);
    expect(isDialled('10.0.0.1', { trustsPrivate })).toBe(true);
    expect(isDialled('192.0.2.1', { trustsPrivate })).toBe(false);
    expect(isDialled('2a01::1')).toBe(false);
    expect(isDialled(ONION)).toBe(false);
    expect(isDialled(ONION, { networks: ['onion'] })).toBe(true);
    for (const networkId of [0, NetworkId.torV2, 7, 255]) {
      expect(isReachable({ networkId, address: Uint8Array.of(1, 2, 3, 4) }, 8333, reach)).toBe(false);
    }
  });

  it('are private only if the source is trusted', () => {
    const reach: Reach = { networks: ['ipv4'], trustsPrivate: (source) => source === 'friend', defaultPort: 8333 };
    const isDialled = (source?: string): boolean => isReachable(addressOf('127.0.0.1'), 8333, reach, source);
    expect([isDialled('friend'), isDialled('stranger'), isDialled()]).toEqual([true, false, false]);
  });

  it('have no port of another service, except the default port of the network', () => {
    const reach: Reach = { networks: ['ipv4'], trustsPrivate: () => false, defaultPort: 6667 };
    const ports = [22, 6666, 6667, 6668, 6670, 80];
    expect(ports.filter((port) => isReachable(addressOf('1.2.3.4'), port, reach))).toEqual([6667, 6670, 80]);
  });
});

describe('peerAddressOf', () => {
  it.each([
    ['1.2.3.4', '1.2.3.4:8333'],
    ['1.2.3.4:1', '1.2.3.4:1'],
    ['::FFFF:1.2.3.4', '1.2.3.4:8333'],
    ['[2A01:0:0::1]:9', '[2a01::1]:9'],
    ['2a01::1', '[2a01::1]:8333'],
    ['LOCALHOST', 'localhost:8333'],
    [ONION.toUpperCase(), `${ONION}:8333`],
  ])('%s is %s', (text, key) => expect(peerAddressOf(text, 8333)?.key).toBe(key));

  it.each(['', ':1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.4:0', '1.2.3.4:65536', 'a b', '-a', 'a..b', 'x.onion'])(
    '%p is no network group',
    (text) => expect(peerAddressOf(text, 8333)).toBeUndefined(),
  );

  it('requires a port without a default', () => expect(peerAddressOf('1.2.3.4')).toBeUndefined());
});
