import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cachedChecksum, PingChecksumCache, pingChecksumCache } from '../../lib/fast/pingChecksumCache.js';
import { checksum } from '../../lib/crypto/sha256d.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';

const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('PingChecksumCache', () => {
  it('finds the checksum that was added for these bytes, or nothing', () => {
    const seen = new Map<string, number>();
    const cache = new PingChecksumCache();
    const payload = fc.array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(payload, fc.boolean(), (bytes, isToBeAdded) => {
        const framed = Uint8Array.from([7, ...bytes, 7]);
        const found = cache.find(framed, 1);
        if (found !== -1) expect(found).toBe(seen.get(String(bytes)));
        if (!isToBeAdded) return;
        const hashed = checksum(Uint8Array.from(bytes));
        cache.add(framed, 1, hashed);
        seen.set(String(bytes), hashed);
        expect(cache.find(framed, 1)).toBe(hashed);
      }),
    );
  });
});

describe('the checksum of eight bytes', () => {
  it('equals that of the uncached twin, at the first call and from the cache', () => {
    fc.assert(
      fc.property(eight, (payload) => {
        const hashed = checksum(payload);
        expect([cachedChecksum(payload), cachedChecksum(payload)]).toEqual([hashed, hashed]);
      }),
    );
  });

  it('is cached for the pong after its ping was decoded, and a wrong one is refused', () => {
    const network = bitcoin.regtest;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (nonce) => {
        const ping = encodeMessage({ command: 'ping', nonce }, { network });
        const wrong = Uint8Array.from(ping);
        wrong[20]! ^= 1;
        expect(() => decodeMessage(wrong, { network })).toThrow('ping with checksum');
        decodeMessage(ping, { network });
        expect(pingChecksumCache.find(ping, 24)).toBe(checksum(ping.subarray(24)));
        expect(decodeMessage(encodeMessage({ command: 'pong', nonce }, { network }), { network })).toEqual({
          command: 'pong',
          nonce,
        });
      }),
    );
  });
});
