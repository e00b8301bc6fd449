import { describe, expect, it } from '@jest/globals';
import { PeerTimeoutError, RemoteProtocolError } from '../../lib/base/errors.js';
import { differencesOf, isSame } from '../../lib/marbles/differences.js';

const timeout = new PeerTimeoutError('PONG_TIMEOUT', 'no pong for 5 ms', 5);

describe('two values are the same', () => {
  it.each<[string, unknown, unknown]>([
    ['numbers of one kind', 7n, 7n],
    ['NaN', NaN, NaN],
    ['bytes in a Buffer and in a Uint8Array', Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    ['bytes in windows on larger buffers', Uint8Array.of(9, 1, 2).subarray(1), Uint8Array.of(1, 2)],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['a field that is undefined, and none', { a: 1, b: undefined }, { a: 1 }],
    ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['deep ones', { items: [{ hash: 'a', at: [1n] }] }, { items: [{ hash: 'a', at: [1n] }] }],
    ['errors of one class and code', timeout, new PeerTimeoutError('PONG_TIMEOUT', 'other words', 9)],
    ['an error and its name', timeout, 'PeerTimeoutError PONG_TIMEOUT'],
    ['foreign errors of one text', new TypeError('x'), new TypeError('x')],
    ['one and the same instance', new Set(), undefined],
    ['Maps that hold the same', new Map([['a', { b: 1n }]]), new Map([['a', { b: 1n }]])],
  ])('%s', (_, actual, expected) => {
    expect(isSame(actual, expected ?? actual)).toBe(true);
  });
});

describe('two values differ', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['number and bigint', { nonce: 7 }, { nonce: 7n }, ['nonce']],
    ['null and absent', { a: null }, {}, ['a']],
    ['a field too many', { a: 1, b: 2 }, { a: 1 }, ['b']],
    ['a byte', { payload: Uint8Array.of(1) }, { payload: Uint8Array.of(2) }, ['payload']],
    ['bytes too few', Uint8Array.of(1), Uint8Array.of(1, 2), ['']],
    ['bytes and an array', { a: Uint8Array.of(1) }, { a: [1] }, ['a']],
    ['items too many', { items: [{ a: 1 }, { a: 2 }] }, { items: [{ a: 2 }] }, ['items/length', 'items/0/a']],
    ['an array and an object', [1], { 0: 1 }, ['']],
    ['codes', timeout, new PeerTimeoutError('IDLE_TIMEOUT', '', 1), ['']],
    ['classes', timeout, new RemoteProtocolError('LEFTOVER', ''), ['']],
    ['an error and another name', timeout, 'PeerTimeoutError IDLE_TIMEOUT', ['']],
    ['two instances of a class', new Set(), new Set(), ['']],
    ['a value in a Map', new Map([['a', { b: 1n }]]), new Map([['a', { b: 2n }]]), ['0/1/b']],
    [
      'the order of a Map',
      new Map([
        [1, 0],
        [2, 0],
      ]),
      new Map([
        [2, 0],
        [1, 0],
      ]),
      ['0/0', '1/0'],
    ],
    ['moments', new Date(1), new Date(1), ['']],
  ])('%s', (_, actual, expected, paths) => {
    expect(Array.from(differencesOf(actual, expected), ({ path }) => path)).toEqual(paths);
  });
});
