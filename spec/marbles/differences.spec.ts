import { describe, expect, it } from '@jest/globals';
import { PeerTimeoutError, RemoteProtocolError } from '../../lib/base/errors.js';
import { differencesOf, isSame } from '../../lib/marbles/differences.js';

const timeout = new PeerTimeoutError('PONG_TIMEOUT', 'no pong for 5 ms', 5);

describe('isSame is true for', () => {
  it.each<[string, unknown, unknown]>([
    ['equal bigints', 7n, 7n],
    ['NaN', NaN, NaN],
    ['bytes in a Buffer and in a Uint8Array', Buffer.from([1, 2]), Uint8Array.of(1, 2)],
    ['bytes in views of larger buffers', Uint8Array.of(9, 1, 2).subarray(1), Uint8Array.of(1, 2)],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['an undefined and an absent field', { a: 1, b: undefined }, { a: 1 }],
    ['objects without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
    ['nested objects and arrays', { items: [{ hash: 'a', at: [1n] }] }, { items: [{ hash: 'a', at: [1n] }] }],
    ['errors of the same class and code', timeout, new PeerTimeoutError('PONG_TIMEOUT', 'other words', 9)],
    ['an error and its class and code as text', timeout, 'PeerTimeoutError PONG_TIMEOUT'],
    ['other errors with the same text', new TypeError('x'), new TypeError('x')],
    ['the same instance', new Set(), undefined],
    ['Maps with equal entries', new Map([['a', { b: 1n }]]), new Map([['a', { b: 1n }]])],
  ])('%s', (_, actual, expected) => {
    expect(isSame(actual, expected ?? actual)).toBe(true);
  });
});

describe('differencesOf finds', () => {
  it.each<[string, unknown, unknown, string[]]>([
    ['a number instead of a bigint', { nonce: 7 }, { nonce: 7n }, ['nonce']],
    ['null instead of an absent field', { a: null }, {}, ['a']],
    ['an extra field', { a: 1, b: 2 }, { a: 1 }, ['b']],
    ['another byte', { payload: Uint8Array.of(1) }, { payload: Uint8Array.of(2) }, ['payload']],
    ['missing bytes', Uint8Array.of(1), Uint8Array.of(1, 2), ['']],
    ['bytes instead of an array', { a: Uint8Array.of(1) }, { a: [1] }, ['a']],
    ['extra items', { items: [{ a: 1 }, { a: 2 }] }, { items: [{ a: 2 }] }, ['items/length', 'items/0/a']],
    ['an array instead of an object', [1], { 0: 1 }, ['']],
    ['another error code', timeout, new PeerTimeoutError('IDLE_TIMEOUT', '', 1), ['']],
    ['another error class', timeout, new RemoteProtocolError('LEFTOVER', ''), ['']],
    ['an error with another code than the text', timeout, 'PeerTimeoutError IDLE_TIMEOUT', ['']],
    ['another instance of a class', new Set(), new Set(), ['']],
    ['another value in a Map', new Map([['a', { b: 1n }]]), new Map([['a', { b: 2n }]]), ['0/1/b']],
    [
      'another order of a Map',
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
    ['another Date object', new Date(1), new Date(1), ['']],
  ])('%s', (_, actual, expected, paths) => {
    expect(Array.from(differencesOf(actual, expected), ({ path }) => path)).toEqual(paths);
  });
});
