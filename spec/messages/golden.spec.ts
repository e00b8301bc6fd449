import { describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { checksum } from '../../lib/crypto/sha256d.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { decodeFixture, fixture, fixtures, payloadOf } from '../helpers/wire/fixtures.js';

/** Messages with a block header differ between the chains; every other layout is the same. */
const WITH_HEADER = new Set(['headers', 'block', 'merkleblock', 'cmpctblock']);

describe('golden payloads', () => {
  it.each([bitcoin.regtest, lbry.regtest])('exist for every command of $name', (network) => {
    const missing = Array.from(network.messages.keys()).filter(
      (command) =>
        !fixtures.some((each) => each.command === command && (each.network === network || !WITH_HEADER.has(command))),
    );
    expect(missing).toEqual([]);
  });

  it.each(fixtures)('$title survives a round trip', (each) => {
    const message = decodeFixture(each);
    expect(message.command).toBe(each.network.messages.has(each.command) ? each.command : 'unknown');
    expect(toHex(payloadOf(message, each))).toBe(toHex(each.payload));
  });

  const shared = fixtures.filter(({ command }) => !WITH_HEADER.has(command));
  it.each(shared)('$title is the same message on the other chain', (each) => {
    const network = each.network === lbry.regtest ? bitcoin.regtest : lbry.regtest;
    if (each.command === 'getblocks' || each.command === 'getheaders') return;
    const other = { ...each, network };
    expect(decodeFixture(other)).toStrictEqual(decodeFixture(each));
    expect(toHex(payloadOf(decodeFixture(other), other))).toBe(toHex(each.payload));
  });
});

describe('the checksums in the Bitcoin wiki', () => {
  it.each([
    ['version', 0x5a8d643b],
    ['addr', 0x9b3952ed],
  ])('equal those of its %s', (command, expected) => {
    expect(checksum(fixture(command, 'Bitcoin wiki').payload)).toBe(expected);
  });
});
