import { describe, expect, it } from '@jest/globals';
import { toJson } from '../../lib/wire/json.js';
import { decodeFixture, fixture, fixtures } from '../helpers/wire/fixtures.js';

describe('toJson', () => {
  it('converts a bigint to decimal digits and bytes to hex, and omits absent fields', () => {
    const value = { a: 2n ** 64n - 1n, b: Uint8Array.of(1, 255), c: undefined, d: [1, true, 'x', null], e: {}, f: -5n };
    expect(toJson(value)).toStrictEqual({
      a: '18446744073709551615',
      b: '01ff',
      d: [1, true, 'x', null],
      e: {},
      f: '-5',
    });
    expect(toJson(undefined)).toBe(null);
    expect(toJson(Buffer.from('ab'))).toBe('6162');
  });

  it('converts a message', () => {
    expect(toJson(decodeFixture(fixture('version', 'Bitcoin wiki')))).toStrictEqual({
      command: 'version',
      version: 60_002,
      services: '1',
      timestamp: '1355854353',
      addrRecv: { services: '1', ip: '00000000000000000000ffff00000000', port: 0 },
      addrFrom: { services: '1', ip: '00000000000000000000ffff00000000', port: 0 },
      nonce: '7284544412836900411',
      userAgent: '/Satoshi:0.7.2/',
      startHeight: 212_672,
    });
  });

  it('converts every message to a value that survives JSON', () => {
    for (const each of fixtures) {
      const json = toJson(decodeFixture(each));
      expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
    }
  });
});
