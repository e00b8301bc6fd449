import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseIp, formatIp } from '../../lib/address/ipAddress.js';

/** A simple IPv4 parser as the expected result. */
function plainly(text: string): number[] | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const bytes = text.split('.').map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : undefined;
}

const part = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '001', '0255', '1a', ' 1', '-1'));

describe('parseIp', () => {
  it('parses IPv4 like the simple parser', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.join('.');
        const ipv4 = plainly(text);
        const expected = ipv4 && Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, ...ipv4);
        expect(parseIp(text)).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['127.0.0.1', '255.255.255.255', '0.0.0.0', '::1', '2001:db8::8a2e:370:7334'])(
    'parses and formats %s to the same text',
    (text) => {
      expect(formatIp(parseIp(text)!)).toBe(text);
    },
  );
});
