import { describe, expect, it } from '@jest/globals';
import { fromHex } from '../../lib/codec/hex.js';
import {
  compactFilterVerify,
  compactFilterVerifyHeaders,
  compactFilterHash,
  compactFilterHeader,
  compactFilterHeaders,
  FIRST_PREVIOUS_FILTER_HEADER,
} from '../../lib/digests/compactFilterHeader.js';
import { LocalProtocolError, RemoteProtocolError } from '../../lib/base/errors.js';

// BIP158's vectors: blocks 0, 2 and 3 of testnet3. Blocks 2 and 3 are consecutive.
const genesis = {
  filter: fromHex('019dfca8'),
  header: '21584579b7eb08997773e5aeff3a7f932700042d0ed2a6129012b7d7ae81b750',
};
const second = {
  previous: 'd7bdac13a59d745b1add0d2ce852f1a0442e8945fc1bf3848d3cbffd88c24fe1',
  filter: fromHex('0174a170'),
  header: '186afd11ef2b5e7e3504f2e8cbf8df28a1fd251fe53d60dff8b1467d1b386cf0',
};
const third = {
  filter: fromHex('016cf7a0'),
  header: '8d63aadf5ab7257cb6d2316a57b16f517bff1c6388f124ec4c04af1212729d2a',
};
const cfheaders = {
  previousFilterHeader: second.previous,
  filterHashes: [compactFilterHash(second.filter), compactFilterHash(third.filter)],
};

describe('compactFilterHeader', () => {
  it('of the genesis block commits to a previous header of zeros', () => {
    expect(compactFilterHeader(compactFilterHash(genesis.filter), FIRST_PREVIOUS_FILTER_HEADER)).toBe(genesis.header);
  });

  it('refuses a value that is not a hash', () => {
    expect(() => compactFilterHeader('ab', FIRST_PREVIOUS_FILTER_HEADER)).toThrow(LocalProtocolError);
  });
});

describe('compactFilterHeaders', () => {
  it('commit each to the preceding one', () => {
    expect(compactFilterHeaders(cfheaders)).toEqual([second.header, third.header]);
  });

  it('are empty for a message without hashes', () => {
    expect(compactFilterHeaders({ ...cfheaders, filterHashes: [] })).toEqual([]);
  });
});

describe('compactFilterVerify', () => {
  it('accepts only the committed filter', () => {
    expect(() => compactFilterVerify(third.filter, third.header, second.header)).not.toThrow();
    expect(() => compactFilterVerify(second.filter, third.header, second.header)).toThrow(RemoteProtocolError);
    expect(() => compactFilterVerify(third.filter, third.header, second.previous)).toThrow(
      /^filter with header .* expected$/,
    );
  });
});

describe('compactFilterVerifyHeaders', () => {
  it('returns the headers if the first and the last one match', () => {
    const ends = { previous: second.previous, last: third.header };
    expect(compactFilterVerifyHeaders(cfheaders, ends)).toEqual([second.header, third.header]);
    expect(compactFilterVerifyHeaders(cfheaders, {})).toEqual([second.header, third.header]);
  });

  it('refuses another previous or last header', () => {
    expect(() => compactFilterVerifyHeaders(cfheaders, { previous: third.header })).toThrow(RemoteProtocolError);
    expect(() => compactFilterVerifyHeaders(cfheaders, { last: second.header })).toThrow(RemoteProtocolError);
  });

  it('compares the last header with the previous one if there are no hashes', () => {
    const empty = { ...cfheaders, filterHashes: [] };
    expect(compactFilterVerifyHeaders(empty, { last: second.previous })).toEqual([]);
    expect(() => compactFilterVerifyHeaders(empty, { last: third.header })).toThrow(RemoteProtocolError);
  });
});
