import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeClockReply, encodeClockReply } from '../../../../lib/export/nats/clock/clockReply.js';
import { betterSample, clockSample, errorAt } from '../../../../lib/export/nats/clock/clockSample.js';

describe('clockSample', () => {
  it('has the offset and half of the round trip as its error', () => {
    // 10 ms there, 2 ms at the monitor, 4 ms back; its clock is 1000 ms ahead.
    const sent = { wallMs: 50_000, monotonicMs: 7 };
    const sample = clockSample(sent, 23, { receivedAtMs: 51_010, sentAtMs: 51_012 });
    expect(sample).toEqual({ offsetMs: 1003, errorMs: 7.001, atMs: 23 });
  });

  it('bounds the error for any way there and back', () => {
    const delay = fc.double({ min: 0, max: 10_000, noNaN: true });
    fc.assert(
      fc.property(delay, delay, delay, fc.integer({ min: -1e9, max: 1e9 }), (there, wait, back, offsetMs) => {
        const receivedAtMs = 1.7e12 + there + offsetMs;
        const reply = { receivedAtMs, sentAtMs: receivedAtMs + wait };
        const sample = clockSample({ wallMs: 1.7e12, monotonicMs: 0 }, there + wait + back, reply);
        expect(Math.abs(sample!.offsetMs - offsetMs)).toBeLessThanOrEqual(sample!.errorMs);
        expect(sample!.errorMs).toBeCloseTo((there + back) / 2, 2);
      }),
    );
  });

  it('is undefined for a reply that claims to have taken longer than we waited', () => {
    const sent = { wallMs: 0, monotonicMs: 0 };
    expect(clockSample(sent, 5, { receivedAtMs: 0, sentAtMs: 5 })).toMatchObject({ errorMs: 0.001 });
    expect(clockSample(sent, 5, { receivedAtMs: 0, sentAtMs: 5.1 })).toBeUndefined();
  });
});

describe('betterSample', () => {
  const known = { offsetMs: 100, errorMs: 1, atMs: 0 };

  it('grows the error by 50 ppm of the age', () => {
    expect(errorAt(known, 60_000)).toBeCloseTo(4, 9);
    expect(errorAt(known, -1)).toBe(1);
  });

  it('keeps the sample with the smaller error, until that error has grown with age above the other', () => {
    const fresh = { offsetMs: 101, errorMs: 3, atMs: 10_000 };
    expect(betterSample(undefined, fresh, 10_000)).toBe(fresh);
    expect(betterSample(known, fresh, 10_000)).toBe(known);
    expect(betterSample(known, { ...fresh, atMs: 50_000 }, 50_000)).toMatchObject({ offsetMs: 101 });
  });

  it('takes the new sample when both cannot be true: a clock was set', () => {
    const fresh = { offsetMs: 105.1, errorMs: 4, atMs: 0 };
    expect(betterSample(known, fresh, 0)).toBe(fresh);
    expect(betterSample(known, { ...fresh, offsetMs: 105 }, 0)).toBe(known);
  });
});

describe('the reply of a clock', () => {
  const golden = Uint8Array.from([
    1, 0x42, 0x78, 0xbc, 0xfe, 0x56, 0x80, 0x02, 0, 0x42, 0x78, 0xbc, 0xfe, 0x56, 0x80, 0x08, 0,
  ]);
  const reply = { receivedAtMs: 1_700_000_000_000.125, sentAtMs: 1_700_000_000_000.5 };

  it('is the version and two doubles', () => {
    expect(decodeClockReply(encodeClockReply(reply))).toEqual(reply);
    expect(Array.from(encodeClockReply(reply))).toEqual(Array.from(golden));
  });

  it('is read at any place of a buffer', () => {
    const padded = new Uint8Array(40).fill(0xff);
    padded.set(golden, 13);
    expect(decodeClockReply(padded.subarray(13, 30))).toEqual(reply);
  });

  it.each([
    ['empty', new Uint8Array()],
    ['one byte short', golden.subarray(0, -1)],
    ['one byte long', Uint8Array.of(...golden, 0)],
    ['of another version', golden.with(0, 2)],
    ['not a number', encodeClockReply({ ...reply, receivedAtMs: NaN })],
    ['infinite', encodeClockReply({ ...reply, sentAtMs: Infinity })],
    ['sent before it was received', encodeClockReply({ ...reply, sentAtMs: reply.receivedAtMs - 1 })],
    ['of a time that no Date has', encodeClockReply({ receivedAtMs: -8.65e15, sentAtMs: 0 })],
  ])('is refused if it is %s', (_, payload) => {
    expect(() => decodeClockReply(payload)).toThrow(expect.objectContaining({ code: 'BAD_PAYLOAD' }));
  });
});
