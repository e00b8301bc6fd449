import { describe, expect, it } from '@jest/globals';
import { BITCOIN_SHORT_IDS } from '../../lib/frame/v2/shortIds.js';
import { BITCOIN_LIMITS } from '../../lib/messages/limits.js';
import { defineNetwork } from '../../lib/networks/network.js';
import { faultOf, local } from '../helpers/wire/fault.js';

const own = { name: 'own', magic: 0x01020304, defaultPort: 1 };

describe('the fields of defineNetwork', () => {
  it('has the defaults of Bitcoin', () => {
    expect(defineNetwork(own)).toMatchObject({
      policy: 'core',
      transport: 'v2-or-v1',
      shortIds: BITCOIN_SHORT_IDS,
      dnsSeeds: [],
    });
  });

  it('takes a part of the limits, and Bitcoin’s for the rest', () => {
    const { limits } = defineNetwork({ ...own, limits: { maxPayloadBytes: 5, unknownTransactionFlags: 'keep' } });
    expect(limits).toEqual({ ...BITCOIN_LIMITS, maxPayloadBytes: 5, unknownTransactionFlags: 'keep' });
  });

  it.each([
    ['name', ['', 5, undefined], 'name'],
    ['genesisHash', ['00', 'A'.repeat(64), '0'.repeat(65), 5], 'genesisHash'],
    ['dnsSeeds', ['seed.example.org'], 'dnsSeeds'],
    ['dnsSeeds', [[''], ['seed.example.org:8333'], ['https://seed'], ['a b'], [5]], 'dnsSeeds/0'],
    ['policy', ['strict', 5], 'policy'],
    ['transport', ['v3', 'V2', 2], 'transport'],
    ['shortIds', ['addr'], 'shortIds'],
    ['shortIds', [Array.from({ length: 257 }, () => '')], 'shortIds'],
    ['shortIds', [['addr']], 'shortIds/0'],
    ['shortIds', [['', 'addr', 'addr']], 'shortIds/2'],
    [
      'shortIds',
      [
        ['', 'thirteen-char'],
        ['', 'ä'],
        ['', 5],
      ],
      'shortIds/1',
    ],
    ['limits', [null, 5], 'limits'],
    ['limits', [{ maxPayload: 5 }], 'limits/maxPayload'],
    [
      'limits',
      [{ maxPayloadBytes: -1 }, { maxPayloadBytes: 2 ** 32 }, { maxPayloadBytes: '1 MB' }],
      'limits/maxPayloadBytes',
    ],
    ['limits', [{ allowsEmptyWitness: 'no' }], 'limits/allowsEmptyWitness'],
    [
      'limits',
      [{ unknownTransactionFlags: true }, { unknownTransactionFlags: 'drop' }],
      'limits/unknownTransactionFlags',
    ],
  ] as const)('are refused: %s %j', (field, values, path) => {
    for (const value of values) {
      const definition = { ...own, [field]: value } as unknown as Parameters<typeof defineNetwork>[0];
      expect(faultOf(() => defineNetwork(definition))).toStrictEqual(local('INVALID_OPTION', path));
    }
  });

  it('suggests the limit that was meant', () => {
    const limits = { maxPayloadByte: 5 } as object;
    expect(() => defineNetwork({ ...own, limits })).toThrow('maxPayloadBytes');
  });

  it('accepts 256 short ids', () => {
    const shortIds = ['', ...Array.from({ length: 255 }, (_, i) => `c${i}`)];
    expect(defineNetwork({ ...own, shortIds }).shortIds).toHaveLength(256);
  });
});
