import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ServiceFlags } from '../../lib/index.js';
import { MAX_SERVICE_NAMES, serviceNames } from '../../lib/messages/serviceNames.js';

const ALL_BITS = (1n << 64n) - 1n;

describe('serviceNames', () => {
  it.each<[bigint, string[]]>([
    [0n, []],
    [0xc0dn, ['network', 'bloom', 'witness', 'networkLimited', 'p2pV2']],
    [ServiceFlags.getUtxo | ServiceFlags.compactFilters, ['getUtxo', 'compactFilters']],
    [0xb0n, ['xthin', 'bitcoinCash', 'segwit2x']],
    [0x3001n, ['network', 'utreexo', 'utreexoArchive']],
    [0x3d000000n, ['utreexo?', 'replaceByFee?', 'reducedData?', 'blake2b?', 'libreRelay?']],
    [1n << 25n, ['unknown 0x2000000']],
    [(1n << 63n) | (1n << 8n) | 1n, ['network', 'unknown 0x8000000000000100']],
  ])('of %p', (services, names) => expect(serviceNames(services)).toEqual(names));

  it('folds the bits without a name of all 64 bits into one text', () => {
    const names = serviceNames(ALL_BITS);
    expect(names).toHaveLength(MAX_SERVICE_NAMES);
    expect(names.filter((name) => name.startsWith('unknown'))).toEqual(['unknown 0xffffffffc2ffc300']);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(26);
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives each bit that ServiceFlags names its name', () => {
    for (const [name, flag] of Object.entries(ServiceFlags)) expect(serviceNames(flag)).toEqual([name]);
  });

  it('has as many names as the schema of --json allows', () => {
    const schema = readFileSync(new URL('../../lib/cli/json.schema.json', import.meta.url), 'utf8');
    const { definitions } = JSON.parse(schema) as { definitions: { serviceNames: { maxItems: number } } };
    expect(definitions.serviceNames.maxItems).toBe(MAX_SERVICE_NAMES);
  });
});
