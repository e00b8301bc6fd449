import { describe, expect, it } from '@jest/globals';
import { cachedChecksum, PingChecksumCache, slotOf } from '../../lib/fast/pingChecksumCache.js';
import { checksum } from '../../lib/crypto/sha256d.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';
import { faultOf, remote } from '../helpers/wire/fault.js';

/**
 * Pairs of nonces that share a slot of the cache. A remote chooses the nonces of its pings, so it can fill the slot with the checksum of
 * one nonce and then send the other nonce under that checksum.
 */
const collisions = [
  ['the low word', [0x1234_5678, 0x9abc_def0], 0],
  ['the high word', [0x1234_5678, 0x9abc_def0], 1],
  ['the low word of zero', [0, 0], 0],
  ['the high word of zero', [0, 0], 1],
] as const;

describe.each(collisions)('two payloads of eight bytes in one slot that share %s', (_, words, shared) => {
  const first = payloadOf(words[0], words[1]);
  const second = otherInSlot(words, shared);

  it('have different checksums, so that a mistake would show', () => {
    expect(checksum(second)).not.toBe(checksum(first));
  });

  it('are not mistaken for each other by the cache', () => {
    const cache = new PingChecksumCache();
    cache.add(first, 0, checksum(first));
    expect(cache.find(first, 0)).toBe(checksum(first));
    expect(cache.find(second, 0)).toBe(-1);
    cache.add(second, 0, checksum(second));
    expect(cache.find(second, 0)).toBe(checksum(second));
    expect(cache.find(first, 0)).toBe(-1);
  });

  it('each get their own checksum, in any order', () => {
    for (const payload of [first, second, first, first, second, second, first]) {
      expect(cachedChecksum(payload)).toBe(checksum(payload));
    }
  });

  it('are refused with the checksum of each other', () => {
    const network = bitcoin.regtest;
    const [pingOfFirst, pingOfSecond] = [first, second].map((payload) =>
      encodeMessage({ command: 'ping', nonce: new DataView(payload.buffer).getBigUint64(0, true) }, { network }),
    ) as [Uint8Array, Uint8Array];
    for (const [cached, forged] of [
      [pingOfFirst, pingOfSecond],
      [pingOfSecond, pingOfFirst],
    ] as const) {
      decodeMessage(cached, { network });
      const wrong = forged.slice();
      wrong.set(cached.subarray(20, 24), 20);
      expect(faultOf(() => decodeMessage(wrong, { network }))).toStrictEqual(remote('BAD_CHECKSUM'));
    }
  });
});

it('does not find eight bytes of zeros in an empty cache', () => {
  expect(new PingChecksumCache().find(new Uint8Array(8), 0)).toBe(-1);
});

/** A payload in the same slot as that of these words, of which it shares one. */
function otherInSlot(words: readonly [number, number], shared: 0 | 1): Uint8Array {
  const slot = slotOf(words[0], words[1]);
  for (let step = 1; step < 100_000; step++) {
    const other: [number, number] = [words[0], words[1]];
    other[1 - shared] = (other[1 - shared]! + step) >>> 0;
    if (slotOf(other[0] | 0, other[1] | 0) === slot) return payloadOf(...other);
  }
  throw new Error('no payload found in the same slot');
}

function payloadOf(low: number, high: number): Uint8Array {
  const payload = new Uint8Array(8);
  const view = new DataView(payload.buffer);
  view.setUint32(0, low, true);
  view.setUint32(4, high, true);
  return payload;
}
