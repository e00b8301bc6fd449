import { describe, expect, it } from '@jest/globals';
import { remoteHostOf } from '../../lib/address/remoteHost.js';

describe('the host of a connection', () => {
  it.each([
    ['1.2.3.4:8333', '1.2.3.4', '1.2.3.4'],
    ['[::ffff:1.2.3.4]:8333', '1.2.3.4', '1.2.3.4'],
    ['[2A01:4F8:1:2::7]:40000', '2a01:4f8:1:2::7', '2a01:4f8:1:2::/64'],
    ['[2a01:4f8:1:2:ffff:ffff:ffff:ffff]:1', '2a01:4f8:1:2:ffff:ffff:ffff:ffff', '2a01:4f8:1:2::/64'],
    ['[2a01:4f8:1:3::7]:40000', '2a01:4f8:1:3::7', '2a01:4f8:1:3::/64'],
    // 6to4, NAT64 and Teredo: the owner of the IPv4 address owns all of these.
    ['[2002:102:304:5::1]:1', '2002:102:304:5::1', '1.2.3.4'],
    ['[64:ff9b::1.2.3.4]:1', '64:ff9b::102:304', '1.2.3.4'],
    ['[2001::fefd:fcfb]:1', '2001::fefd:fcfb', '1.2.3.4'],
    ['[fe80::1%eth0]:1', 'fe80::1', 'fe80::/64'],
    ['[fc00::1]:1', 'fc00::1', 'fc00::1'],
    ['[::1]:1', '::1', '::1'],
    ['Node.Example:1', 'node.example', 'node.example'],
    ['unknown', 'unknown', 'unknown'],
  ])('%s is %s, and counts as %s', (address, host, hostKey) => {
    expect(remoteHostOf(address)).toMatchObject({ host, hostKey });
  });

  it.each([
    ['127.0.0.1', true],
    ['127.255.255.255', true],
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['169.254.1.1', true],
    ['100.64.0.1', true],
    ['100.128.0.1', false],
    ['::1', true],
    ['fd12::1', true],
    ['fc00::1', true],
    ['fe80::1', true],
    ['fe80::1%eth0', true],
    ['::ffff:192.168.0.1', true],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::10.0.0.1', true],
    ['8.8.8.8', false],
    ['2a01:4f8::1', false],
    ['localhost', true],
    ['node.example', false],
  ])('%s is private: %p', (host, isPrivate) => {
    expect(remoteHostOf(host).isPrivate).toBe(isPrivate);
  });
});
