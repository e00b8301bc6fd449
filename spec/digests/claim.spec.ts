import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toHex } from '../../lib/codec/hex.js';
import { bytesOfText } from '../../lib/codec/text.js';
import { claimIdOf, claimOf, withoutClaim } from '../../lib/digests/claim.js';

const [CLAIMNAME, SUPPORTCLAIM, UPDATECLAIM, TWO_DROP, DROP] = [0xb5, 0xb6, 0xb7, 0x6d, 0x75] as const;
const PAYMENT = Uint8Array.of(0x76, 0xa9, 0x14, ...new Uint8Array(20).fill(5), 0x88, 0xac);
const ID = Uint8Array.from({ length: 20 }, (_, i) => i);
const SHOWN_ID = '131211100f0e0d0c0b0a09080706050403020100';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The shortest push of the bytes, but never OP_1 to OP_16. */
function push(bytes: Uint8Array): number[] {
  if (bytes.length < 0x4c) return [bytes.length, ...bytes];
  if (bytes.length < 0x100) return [0x4c, bytes.length, ...bytes];
  return [0x4d, bytes.length & 0xff, bytes.length >> 8, ...bytes];
}

const script = (...parts: (number | Uint8Array)[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : push(part))).concat(...PAYMENT));

const [name, value] = [ascii('tester'), ascii('value')];
const claim = script(CLAIMNAME, name, value, TWO_DROP, DROP);
const update = script(UPDATECLAIM, name, ID, value, TWO_DROP, TWO_DROP);
const support = script(SUPPORTCLAIM, name, ID, TWO_DROP, DROP);
const supportWithValue = script(SUPPORTCLAIM, name, ID, value, TWO_DROP, TWO_DROP);

describe('claimOf', () => {
  it.each([
    ['a claim', claim, { kind: 'claim', name: 'tester', value }],
    ['an update', update, { kind: 'update', name: 'tester', claimId: SHOWN_ID, value }],
    ['a support', support, { kind: 'support', name: 'tester', claimId: SHOWN_ID }],
    ['a support with a value', supportWithValue, { kind: 'support', name: 'tester', claimId: SHOWN_ID, value }],
  ])('reads %s, and withoutClaim returns the script after it', (_, bytes, expected) => {
    expect(claimOf(bytes)).toStrictEqual(expected);
    expect(withoutClaim(bytes)).toStrictEqual(PAYMENT);
  });

  it('reads a push of any width', () => {
    const lengths = { 0x4c: [6], 0x4d: [6, 0], 0x4e: [6, 0, 0, 0] };
    for (const [opcode, length] of Object.entries(lengths)) {
      const bytes = Uint8Array.of(CLAIMNAME, Number(opcode), ...length, ...name, ...push(value), TWO_DROP, DROP);
      expect(claimOf(bytes)).toStrictEqual({ kind: 'claim', name: 'tester', value });
    }
  });

  it('reads long values', () => {
    const long = new Uint8Array(5000).fill(3);
    expect(claimOf(script(CLAIMNAME, name, long, TWO_DROP, DROP))).toMatchObject({ value: long });
  });

  it('decodes a name that is not UTF-8 reversibly', () => {
    const bytes = Uint8Array.of(0xff, 0x61, 0xc3, 0xa9, 0x80);
    const read = claimOf(script(CLAIMNAME, bytes, value, TWO_DROP, DROP));
    expect(bytesOfText(read!.name)).toStrictEqual(bytes);
    expect(claimOf(script(CLAIMNAME, ascii('é'), value, TWO_DROP, DROP))).toMatchObject({ name: 'é' });
  });

  // lbcd's ExtractClaimScript reads the bytes that an opcode pushes, and these opcodes push none.
  it('reads an opcode without bytes as an empty name or value', () => {
    const empty = new Uint8Array(0);
    expect(claimOf(script(CLAIMNAME, 0x00, 0x51, TWO_DROP, DROP))).toStrictEqual({
      kind: 'claim',
      name: '',
      value: empty,
    });
    expect(claimOf(script(UPDATECLAIM, name, ID, 0x4f, TWO_DROP, TWO_DROP))).toMatchObject({ value: empty });
  });

  it('accepts a claim without a script after it', () => {
    const bare = claim.subarray(0, -PAYMENT.length);
    expect(claimOf(bare)).toMatchObject({ kind: 'claim' });
    expect(withoutClaim(bare)).toStrictEqual(new Uint8Array(0));
  });

  it('accepts a name of 255 bytes', () => {
    expect(claimOf(script(CLAIMNAME, new Uint8Array(255), value, TWO_DROP, DROP))).toBeDefined();
    expect(claimOf(script(CLAIMNAME, new Uint8Array(256), value, TWO_DROP, DROP))).toBeUndefined();
  });

  it.each([
    ['an empty script', new Uint8Array(0)],
    ['an ordinary script', PAYMENT],
    ['the opcode alone', Uint8Array.of(CLAIMNAME)],
    ['a push beyond the end', Uint8Array.of(CLAIMNAME, 5, 1, 2)],
    ['a push whose length is cut short', Uint8Array.of(CLAIMNAME, 0x4d, 1)],
    ['a push of 4 GiB', Uint8Array.of(CLAIMNAME, 0x4e, 0xff, 0xff, 0xff, 0xff, 1)],
    ['a claim without OP_DROP', script(CLAIMNAME, name, value, TWO_DROP, TWO_DROP)],
    ['a claim with a third push', script(CLAIMNAME, name, value, value, TWO_DROP, DROP)],
    ['a claim id of 19 bytes', script(UPDATECLAIM, name, ID.subarray(1), value, TWO_DROP, TWO_DROP)],
    ['an update without a value', script(UPDATECLAIM, name, ID, TWO_DROP, DROP)],
    ['an update with a drop too few', script(UPDATECLAIM, name, ID, value, TWO_DROP, DROP)],
    ['a support with an empty value', script(SUPPORTCLAIM, name, ID, 0x00, TWO_DROP, TWO_DROP)],
    ['a support with a drop too many', script(SUPPORTCLAIM, name, ID, TWO_DROP, TWO_DROP)],
    ['another opcode', script(0xb8, name, ID, value, TWO_DROP, TWO_DROP)],
  ])('is undefined for %s', (_, bytes) => {
    expect(claimOf(bytes)).toBeUndefined();
    expect(withoutClaim(bytes)).toBe(bytes);
  });

  it.each([
    ['claim', claim],
    ['update', update],
    ['support', support],
    ['support with a value', supportWithValue],
  ])('is undefined for a %s cut short anywhere before its end', (_, bytes) => {
    for (let length = 0; length < bytes.length - PAYMENT.length; length++) {
      expect(claimOf(bytes.subarray(0, length))).toBeUndefined();
    }
  });

  it('never throws', () => {
    const opcode = fc.constantFrom(CLAIMNAME, SUPPORTCLAIM, UPDATECLAIM);
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x4c, 0x4d, 0x4e, TWO_DROP, DROP, 0, 1, 20));
    fc.assert(
      fc.property(opcode, fc.array(byte, { maxLength: 60 }), (first, rest) => {
        const bytes = Uint8Array.of(first, ...rest);
        const found = claimOf(bytes);
        expect(withoutClaim(bytes).length < bytes.length).toBe(found !== undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('returns plain Uint8Arrays for a Buffer', () => {
    const read = claimOf(Buffer.from(claim));
    expect(read).toStrictEqual({ kind: 'claim', name: 'tester', value });
    expect(withoutClaim(Buffer.from(claim)).constructor).toBe(Uint8Array);
  });
});

describe('claimIdOf', () => {
  // Of the outpoint whose txid has ab as its first byte on the wire, then zeros, and index 5; as lbcd prints it.
  it('is hash160 of the outpoint, reversed', () => {
    const claimId = claimIdOf({ hash: `${'0'.repeat(62)}ab`, index: 5 });
    expect(claimId).toBe('1496369fab71f5e3bafe00119295669842006f18');
  });

  it('hashes the index in big-endian order', () => {
    const hash = toHex(new Uint8Array(32));
    expect(claimIdOf({ hash, index: 0x0001_0000 })).not.toBe(claimIdOf({ hash, index: 1 }));
    expect(claimIdOf({ hash, index: 0xffff_ffff })).toMatch(/^[0-9a-f]{40}$/);
  });
});
