import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EchoedChecksums, echoedChecksums } from '../../lib/crypto/echoedChecksums.js';
import { checksum, hashedChecksum } from '../../lib/crypto/sha256d.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';

const eight = fc.uint8Array({ minLength: 8, maxLength: 8 });

describe('EchoedChecksums', () => {
  it('finds what was remembered of these bytes and of no others, or nothing', () => {
    const seen = new Map<string, number>();
    const remembered = new EchoedChecksums();
    // Few bytes in many places: they take each other's.
    const payload = fc.array(fc.constantFrom(0, 1, 0x80, 0xff), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(payload, fc.boolean(), (bytes, isToBeRemembered) => {
        const framed = Uint8Array.from([7, ...bytes, 7]);
        const found = remembered.find(framed, 1);
        if (found !== -1) expect(found).toBe(seen.get(String(bytes)));
        if (!isToBeRemembered) return;
        const hashed = hashedChecksum(Uint8Array.from(bytes));
        remembered.remember(framed, 1, hashed);
        seen.set(String(bytes), hashed);
        expect(remembered.find(framed, 1)).toBe(hashed);
      }),
    );
  });
});

describe('the checksum of eight bytes', () => {
  it('is that of hashing them, the first time and when it is known', () => {
    fc.assert(
      fc.property(eight, (payload) => {
        const hashed = hashedChecksum(payload);
        expect([checksum(payload), checksum(payload)]).toEqual([hashed, hashed]);
      }),
    );
  });

  it('is known of a pong whose ping was read, and a wrong one is not believed', () => {
    const network = bitcoin.regtest;
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (nonce) => {
        const ping = encodeMessage({ command: 'ping', nonce }, { network });
        const wrong = Uint8Array.from(ping);
        wrong[20]! ^= 1;
        expect(() => decodeMessage(wrong, { network })).toThrow('ping with checksum');
        decodeMessage(ping, { network });
        expect(echoedChecksums.find(ping, 24)).toBe(hashedChecksum(ping.subarray(24)));
        expect(decodeMessage(encodeMessage({ command: 'pong', nonce }, { network }), { network })).toEqual({
          command: 'pong',
          nonce,
        });
      }),
    );
  });
});
