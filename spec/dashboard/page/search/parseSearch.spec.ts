import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_SEARCH_CHARACTERS, parseSearch } from '../../../../lib/dashboard/page/views/peers/search/parseSearch.js';
import { toSearchedEnded, toSearchedPeer } from '../../../../lib/dashboard/page/views/peers/search/toSearchedPeer.js';
import type { OutlierKind } from '../../../../lib/dashboard/protocol/outlier.js';
import type { PeerRow } from '../../../../lib/dashboard/protocol/peerRow.js';
import { NOW_MS, peerRowOf } from '../peerRows.js';

const marks = new Map<number, { kind: OutlierKind }[]>([[9, [{ kind: 'slow' }, { kind: 'faulty' }]]]);
const context = { nowMs: NOW_MS, marks, disagreeing: new Set([5]), pinned: new Set([7]) };
const matches = (text: string, fields: Partial<PeerRow> = {}, id = 1): boolean =>
  parseSearch(text).matches(toSearchedPeer(peerRowOf(id, fields), context));

describe('a search for peers', () => {
  it.each([
    ['', {}],
    ['   ', {}],
    ['satoshi', {}],
    ['20.0.1', {}],
    ['agent:SATOSHI', {}],
    ['agent:"shi:29"', {}],
    ['"Satoshi:29"', {}],
    ['transport:v2 direction:outbound', {}],
    ['service:Witness', {}],
    ['monitor:alpha', { monitor: 'Alpha' }],
    ['feature:addr', {}],
    ['group:20.0', {}],
    ['last:inv', {}],
    ['rtt:50', {}],
    ['rtt>49.9ms', {}],
    ['rtt>=50 rtt<=50', {}],
    ['rtt:>49', {}],
    ['rtt=50', {}],
    ['rtt<1s', {}],
    ['height<800001', {}],
    ['version>70015', {}],
    ['received:20kB sent<1kb', {}],
    ['age:10min', {}],
    ['age<1h age>599s age<1d', {}],
    ['clock<-10min', { timeOffsetSeconds: -700 }],
    ['clock>1h', { timeOffsetSeconds: 3601 }],
    ['faults:0 missed<1', {}],
    ['id:1', {}],
    ['-is:slow -transport:v1 -knots', {}],
    ['-"', {}],
    ['- satoshi', {}],
  ])('%s matches', (text, fields) => {
    expect(parseSearch(text).errors).toEqual([]);
    expect(matches(text, fields)).toBe(true);
  });

  it.each([
    ['knots', {}],
    ['-satoshi', {}],
    ['agent:inv', {}],
    ['service:wit', {}],
    ['monitor:alp', { monitor: 'alpha' }],
    ['monitor:alpha', {}],
    ['rtt>50', {}],
    ['rtt<1000', { roundTripsMs: [] }],
    ['rtt>0', { roundTripsMs: [] }],
    ['height<800000', { height: 0 }],
    ['is:disagree', {}],
    ['age>10min', {}],
    ['satoshi knots', {}],
    ['last:inv', { userAgent: 'inv', lastReceived: { command: 'ping', atMs: 1 } }],
  ])('%s does not match', (text, fields) => expect(matches(text, fields)).toBe(false));

  it('knows outliers and pins', () => {
    for (const text of ['is:slow', 'is:faulty', 'is:outlier', '-is:pinned', 'IS:SLOW'])
      expect(matches(text, {}, 9)).toBe(true);
    for (const text of ['is:silent', 'is:pinned']) expect(matches(text, {}, 9)).toBe(false);
    expect(matches('is:pinned -is:outlier', {}, 7)).toBe(true);
    expect(matches('is:disagree', {}, 5)).toBe(true);
  });

  it.each([
    ['colour:red', 'There is no field “colour”: use one of agent, address, monitor,'],
    ['localhost:18444', 'put the text in quotes'],
    ['agent>3', 'agent is a text: write agent:3.'],
    ['transport:v3', 'transport is v1 or v2, not “v3”.'],
    ['direction:up', 'direction is inbound or outbound, not “up”.'],
    ['rtt>fast', 'rtt is a number, with ms, s or no unit, not “fast”.'],
    ['rtt>3h', 'rtt is a number, with ms, s or no unit, not “3h”.'],
    ['height:1.5.2', 'height is a number, not “1.5.2”.'],
    ['rtt>', 'rtt> needs a value.'],
    ['agent:', 'agent: needs a value.'],
    ['is:', 'is: needs a value.'],
    ['is:fast', 'is:fast is unknown: use one of is:slow, is:clock,'],
    ['constructor:x', 'There is no field “constructor”'],
    ['rtt>3constructor', 'rtt is a number'],
  ])('%s is an error, and the rest of the search holds', (text, error) => {
    const search = parseSearch(`${text} satoshi`);
    expect(search.errors).toEqual([expect.stringContaining(error)]);
    expect(matches(`${text} satoshi`)).toBe(true);
    expect(matches(`${text} knots`)).toBe(false);
  });

  it(`ignores what is beyond ${MAX_SEARCH_CHARACTERS} characters`, () => {
    const word = 'x'.repeat(MAX_SEARCH_CHARACTERS - ' knots'.length);
    const fields = { userAgent: `${word}x knot` };
    expect(matches(`${word} knots`, fields)).toBe(false);
    expect(matches(`${word}x knots`, fields)).toBe(true);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('-', '"', ':', '>', '=', ' ', 'rtt', 'is', 'a', '1', 's') }),
        (text) => {
          const search = parseSearch(text);
          search.matches(toSearchedPeer(peerRowOf(1), context));
          expect(search.errors.every((error) => error.endsWith('.'))).toBe(true);
        },
      ),
    );
  });

  it('finds ended connections by their reason and figures', () => {
    const ended = toSearchedEnded({
      number: 1,
      peer: 5,
      address: '8.8.8.8:8333',
      direction: 'inbound',
      wasReady: true,
      endedAtMs: 61_000,
      figures: {
        startedAtMs: 1000,
        services: ['network'],
        receivedBytes: 1,
        receivedMessages: 1,
        sentBytes: 1,
        sentMessages: 1,
        faults: 2,
      },
      reason: { by: 'fault', blame: '', code: 'BAD_CHECKSUM', text: 'The checksum is wrong.', isMisbehaviour: true },
      avoided: { kind: 'banned', untilMs: 1 },
    });
    const search = (text: string): boolean => parseSearch(text).matches(ended);
    for (const text of [
      'reason:checksum',
      'bad_checksum',
      'age:1min',
      'faults>1',
      'is:avoided',
      'direction:inbound',
      'id:5',
    ])
      expect([text, search(text)]).toEqual([text, true]);
    for (const text of ['transport:v1', 'rtt<1000', 'height>0', 'agent:x', 'is:slow'])
      expect([text, search(text)]).toEqual([text, false]);
  });
});
