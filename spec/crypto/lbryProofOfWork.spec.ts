import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '../../lib/codec/hex.js';
import { lbryProofOfWork } from '../../lib/crypto/lbryProofOfWork.js';

describe('lbryProofOfWork', () => {
  // Computed by lbcd; the first is mainnet's genesis header, the second a header of regtest.
  it.each([
    [
      '010000000000000000000000000000000000000000000000000000000000000000000000cc59e59ff97ac092b55e423aa5495151ed6fb80570a5bb78cd5bd1c3821c21b8010000000000000000000000000000000000000000000000000000000000000033193156ffff001f07050000',
      '0000fc6eb50fdb1fc4489a322b5f881740441b9a59f3290bad53c3815dc3afab',
    ],
    [
      '000000205675686976674f50a0a1953d172e9ecf4a4a621dc9a4c3795decd49912cf3f6e5d1997a9e2a40f47004858cbe6e158230cbd1a520e407daa1ff978a419ea04820100000000000000000000000000000000000000000000000000000000000000c5ec026bffff7f2001000000',
      '0ec095fc2f409b26cc02c29d57716e5b025fe779422643525c8568e0b5ad1564',
    ],
    ['00', '22ae159d84802ed7dfb3af84167922e5ccf336f4213cea57aa57ce5cccfc0975'],
    ['74657374', '10645492a66652080a4c99f27d67139bfc13b7eff7241fee7a7df1c5287d7ed9'],
  ])('is correct for %s', (input, displayed) => {
    expect(toHex(lbryProofOfWork(fromHex(input)).reverse())).toBe(displayed);
  });
});
