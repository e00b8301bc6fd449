import { describe, expect, it } from '@jest/globals';
import { isBadPort } from '../../lib/address/badPorts.js';

describe('ports of other services', () => {
  it.each([1, 22, 25, 53, 123, 179, 389, 587, 995, 2049, 6000, 6667, 10_080])(
    '%d belongs to another service',
    (port) => {
      expect(isBadPort(port)).toBe(true);
    },
  );

  // Bitcoin Core does not list services that need no authentication, nor the ports of its own networks.
  it.each([80, 443, 2, 8333, 18_333, 18_444, 38_333, 9246, 65_535])('%d belongs to no other service', (port) => {
    expect(isBadPort(port)).toBe(false);
  });

  it('are the 80 of Bitcoin Core', () => {
    const ports = Array.from({ length: 65_536 }, (_, port) => port);
    expect(ports.filter(isBadPort).length).toBe(80);
  });
});
