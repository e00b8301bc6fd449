import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { reachableHosts } from '../../lib/cli/reachableHosts.js';

const entry = (address: string, internal = false): NetworkInterfaceInfo =>
  ({ address, internal, family: address.includes(':') ? 'IPv6' : 'IPv4' }) as NetworkInterfaceInfo;
const interfaces = {
  lo: [entry('127.0.0.1', true), entry('::1', true)],
  eth0: [entry('192.0.2.7'), entry('2001:db8::7'), entry('fe80::1')],
  wlan0: [entry('198.51.100.9')],
  gone: undefined,
};

describe('reachableHosts', () => {
  it('returns the host itself if it is a name or a single address', () => {
    for (const host of ['127.0.0.1', '::1', 'desk.example']) expect(reachableHosts(host, interfaces)).toEqual([host]);
  });

  it('lists the addresses of this machine for 0.0.0.0 and ::, loopback last', () => {
    expect(reachableHosts('0.0.0.0', interfaces)).toEqual(['192.0.2.7', '198.51.100.9', '127.0.0.1']);
    expect(reachableHosts('::', interfaces)).toEqual(['192.0.2.7', '2001:db8::7', '198.51.100.9', '127.0.0.1', '::1']);
  });

  it('falls back to loopback, and lists at most 8 addresses', () => {
    expect([reachableHosts('0.0.0.0', {}), reachableHosts('::', {})]).toEqual([['127.0.0.1'], ['::1']]);
    const many = Array.from({ length: 9 }, (_, n) => entry(`192.0.2.${n}`));
    expect(reachableHosts('0.0.0.0', { docker: many })).toHaveLength(8);
    expect(reachableHosts('0.0.0.0', { docker: many.slice(1) })).toHaveLength(8);
  });
});
