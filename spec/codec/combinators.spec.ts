import { describe, expect, it } from '@jest/globals';
import { constrained, list, sequence, sinceProtocol, struct, tail, within } from '../../lib/codec/combinators.js';
import { u16be, u8, varBytes } from '../../lib/codec/primitives.js';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { read, written } from '../helpers/wire/codec.js';
import { faultOf, local, remote } from '../helpers/wire/fault.js';

const point = struct({ x: u8, y: u8 });
const shape = struct({ points: list(point, { maxItems: 3 }), label: varBytes() });

describe('struct', () => {
  it('encodes its fields in order', () => {
    expect(read(point, '0102')).toStrictEqual({ x: 1, y: 2 });
    expect(written(point, { y: 2, x: 1 })).toBe('0102');
    expect(point.minBytes).toBe(2);
    expect(shape.minBytes).toBe(2);
  });

  it('reports the path of an error at any depth', () => {
    expect(faultOf(() => read(shape, '02010203'))).toStrictEqual(remote('SHORT_PAYLOAD', 'points'));
    expect(faultOf(() => read(list(shape, { maxItems: 3 }), '020000030102'))).toStrictEqual(
      remote('SHORT_PAYLOAD', '1/points'),
    );
    expect(faultOf(() => read(shape, '010102'))).toStrictEqual(remote('SHORT_PAYLOAD', 'label'));
    const wrong = {
      points: [
        { x: 1, y: 2 },
        { x: 1, y: 300 },
      ],
      label: new Uint8Array(0),
    };
    expect(faultOf(() => written(shape, wrong))).toStrictEqual(local('INVALID_VALUE', 'points/1/y'));
  });

  it.each([undefined, null, 5, 'x'])('refuses %p', (value) => {
    expect(faultOf(() => written(point, value as never))).toStrictEqual(local('INVALID_VALUE'));
    const points = [value] as never;
    expect(faultOf(() => written(shape, { points, label: new Uint8Array(0) }))).toStrictEqual(
      local('INVALID_VALUE', 'points/0'),
    );
  });
});

describe('sequence', () => {
  const both = sequence(point, struct({ z: u16be }));

  it('decodes into one object', () => {
    expect(read(both, '01020003')).toStrictEqual({ x: 1, y: 2, z: 3 });
    expect(written(both, { x: 1, y: 2, z: 3 })).toBe('01020003');
    expect(both.minBytes).toBe(4);
  });
});

describe('sinceProtocol', () => {
  const versioned = sequence(sinceProtocol(100, struct({ x: u8 })), struct({ y: u8 }));

  it('is encoded and decoded from that version on', () => {
    expect(read(versioned, '0102', 100)).toStrictEqual({ x: 1, y: 2 });
    expect(read(versioned, '02', 99)).toStrictEqual({ y: 2 });
    expect(written(versioned, { x: 1, y: 2 }, 100)).toBe('0102');
    expect(written(versioned, { x: 1, y: 2 }, 99)).toBe('02');
    expect(faultOf(() => written(versioned, { y: 2 }, 100))).toStrictEqual(local('INVALID_VALUE', 'x'));
  });
});

describe('tail', () => {
  const fields = tail({ x: u8, y: u16be });

  it('decodes fields until the bytes end', () => {
    expect(read(fields, '')).toStrictEqual({});
    expect(read(fields, '01')).toStrictEqual({ x: 1 });
    expect(read(fields, '010002')).toStrictEqual({ x: 1, y: 2 });
    expect(faultOf(() => read(fields, '0100'))).toStrictEqual(remote('SHORT_PAYLOAD', 'y'));
    expect(read(fields, '01')).not.toHaveProperty('y');
  });

  it('is encoded up to the last present field', () => {
    expect(written(fields, {})).toBe('');
    expect(written(fields, { x: 1 })).toBe('01');
    expect(written(fields, { x: 1, y: 2 })).toBe('010002');
    expect(faultOf(() => written(fields, { y: 2 }))).toStrictEqual(local('INVALID_VALUE', 'y'));
    expect(faultOf(() => written(fields, { x: 256 }))).toStrictEqual(local('INVALID_VALUE', 'x'));
  });
});

describe('constrained', () => {
  const small = constrained(point, ({ x, y }) => (x + y > 10 ? `${x + y}, at most 10` : undefined));

  it('checks several fields together', () => {
    expect(read(small, '0505')).toStrictEqual({ x: 5, y: 5 });
    expect(written(small, { x: 5, y: 5 })).toBe('0505');
    expect(faultOf(() => read(small, '0506'))).toStrictEqual(remote('LIMIT_EXCEEDED'));
    expect(faultOf(() => written(small, { x: 5, y: 6 }))).toStrictEqual(local('LIMIT_EXCEEDED'));
  });
});

describe('list', () => {
  it('has a count and a limit', () => {
    const points = list(point, { maxItems: 1 });
    expect(read(points, '00')).toStrictEqual([]);
    expect(read(points, '010102')).toStrictEqual([{ x: 1, y: 2 }]);
    expect(faultOf(() => read(points, '0201020102'))).toStrictEqual(remote('LIMIT_EXCEEDED'));
    const two = [
      { x: 1, y: 2 },
      { x: 1, y: 2 },
    ];
    expect(faultOf(() => written(points, two))).toStrictEqual(local('LIMIT_EXCEEDED'));
    expect(faultOf(() => written(points, { length: 1 } as never))).toStrictEqual(local('INVALID_VALUE'));
  });
});

describe('within', () => {
  it('puts the field before the path and keeps the message', () => {
    const error = new RemoteProtocolError('INVALID_VALUE', 'got 3', 'x');
    expect(within(error, 'points')).toMatchObject({
      path: 'points/x',
      message: 'points/x: got 3',
      code: 'INVALID_VALUE',
    });
    const other = new Error('another');
    expect(within(other, 'points')).toBe(other);
  });
});
