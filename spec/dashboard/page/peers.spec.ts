import { describe, expect, it } from '@jest/globals';
import { MAX_PINS, parsePins, togglePin } from '../../../lib/dashboard/page/parts/pins.js';
import { shownColumns } from '../../../lib/dashboard/page/parts/shownColumns.js';
import { tableEntries } from '../../../lib/dashboard/page/parts/tableEntries.js';
import { missedRows } from '../../../lib/dashboard/page/views/peer/missedRows.js';
import { neighbourOf } from '../../../lib/dashboard/page/views/peer/neighbourOf.js';
import { peerSentence } from '../../../lib/dashboard/page/views/peer/peerSentence.js';
import { serviceText } from '../../../lib/dashboard/page/views/peer/serviceTexts.js';
import {
  groupsOf,
  parseClosed,
  parseGroupName,
  toggleClosed,
} from '../../../lib/dashboard/page/views/peers/peerGroups.js';
import { medianOf } from '../../../lib/dashboard/protocol/medianOf.js';
import { peerOverview } from '../../../lib/dashboard/page/views/peers/peerOverview.js';
import type { EndedPeerRow } from '../../../lib/dashboard/protocol/endedPeers.js';
import { ServiceFlags } from '../../../lib/messages/services.js';
import { NOW_MS, peerRowOf } from './peerRows.js';

describe('the overview of peers', () => {
  it('marks outliers by the median round trip, the last message or the start, and the height of two peers', () => {
    const usual = [1, 2, 3, 4].map((id) => peerRowOf(id));
    const slow = peerRowOf(5, { roundTripsMs: [900, 10, 950] });
    const onceSlow = peerRowOf(6, { roundTripsMs: [10, 950, 10] });
    const neverHeard = peerRowOf(7, { startedAtMs: NOW_MS - 200_000 });
    delete (neverHeard as { lastReceived?: unknown }).lastReceived;
    const high = peerRowOf(8, { height: 900_000 });
    const best = { height: 800_000, support: 9, isOnePeersWord: false, disagreeing: [high.id] };
    const { disagreeing, marks } = peerOverview([...usual, slow, onceSlow, neverHeard, high], NOW_MS, best);
    expect([...disagreeing]).toEqual([high.id]);
    expect([...marks].map(([id, [mark]]) => `${id} ${mark!.kind}`)).toEqual(['5 slow', '7 silent', '8 height']);
  });

  it('has the median of an even and an odd number of values', () => {
    expect([medianOf([]), medianOf([3]), medianOf([4, 2]), medianOf([9, 1, 2])]).toEqual([undefined, 3, 3, 2]);
  });
});

describe('the groups of peers', () => {
  it('are named by each field', () => {
    const row = peerRowOf(1, { userAgent: '', services: [] });
    expect(groupsOf('agent', row)).toEqual(['no user agent']);
    expect(groupsOf('service', row)).toEqual(['no service']);
    expect(groupsOf('monitor', row)).toEqual(['this program']);
    const other = peerRowOf(2, { monitor: 'a' });
    const names = ['agent', 'network', 'transport', 'direction', 'monitor', 'service'] as const;
    expect(names.map((name) => groupsOf(name, other))).toEqual([
      ['/Satoshi:29.0.0/'],
      ['20.0.0.0/16'],
      ['v2'],
      ['outbound'],
      ['a'],
      ['network', 'witness'],
    ]);
    expect([parseGroupName('agent'), parseGroupName('toString'), parseGroupName('')]).toEqual([
      'agent',
      undefined,
      undefined,
    ]);
  });

  it('are closed and opened in a parameter that any name survives', () => {
    const names = ['/a,b:1/', '%41', 'ü', ' '];
    const text = names.reduce(toggleClosed, '');
    expect([...parseClosed(text)]).toEqual(names);
    expect([...parseClosed(toggleClosed(text, '%41'))]).toEqual(['/a,b:1/', 'ü', ' ']);
    expect([...parseClosed('%,x,')]).toEqual(['%', 'x']);
  });

  it('are in the table with the largest first, without the rows of closed ones', () => {
    const rows = [1, 2, 3, 4, 5];
    const grouping = {
      groupsOf: (row: number) => [row % 2 === 0 ? 'even' : 'odd', ...(row === 5 ? ['five'] : [])],
      closed: new Set(['even']),
      onToggle: () => undefined,
    };
    const entries = tableEntries(rows, (row) => row, grouping);
    expect(entries.map((entry) => (entry.kind === 'row' ? entry.row : `${entry.name} ${entry.rows.length}`))).toEqual([
      'odd 3',
      1,
      3,
      5,
      'even 2',
      'five 1',
      5,
    ]);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
    expect(tableEntries(rows, (row) => row).map(({ key }) => key)).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('the columns of a table', () => {
  const column = (id: string, more = {}) => ({ id, name: id, explanation: id, value: () => id, ...more });
  const columns = [column('a'), column('b', { fromPx: 1200 }), column('c', { isOptional: true })];
  const ids = (text: string, widthPx: number): string =>
    shownColumns(columns, text, widthPx)
      .map(({ id }) => id)
      .join('');

  it('are those of the URL, or those that fit; cards have room for all that are not optional', () => {
    expect([ids('', 1200), ids('', 1199), ids('', 800), ids('', 799)]).toEqual(['ab', 'a', 'a', 'ab']);
    expect([ids('c b', 300), ids('x', 1200), ids('c', 2000)]).toEqual(['bc', 'ab', 'c']);
  });
});

describe('pinned peers', () => {
  it('are ids in a parameter, without doubles and other texts', () => {
    expect(parsePins('3.17.x.3.-1..1e5.99999999999999999')).toEqual([3, 17]);
    expect(togglePin('', 4)).toBe('4');
    expect(togglePin('3.4', 3)).toBe('4');
  });

  it(`are the last ${MAX_PINS}`, () => {
    const full = Array.from({ length: MAX_PINS }, (_, i) => i).join('.');
    expect(parsePins(full)).toHaveLength(MAX_PINS);
    const more = parsePins(togglePin(full, 1000));
    expect([more.length, more[0], more.at(-1)]).toEqual([MAX_PINS, 1, 1000]);
  });
});

describe('the page of a peer', () => {
  const ended: EndedPeerRow = {
    number: 1,
    peer: 3,
    address: 'a',
    direction: 'inbound',
    wasReady: true,
    endedAtMs: NOW_MS,
    figures: {
      startedAtMs: NOW_MS - 61_000,
      services: [],
      receivedBytes: 0,
      receivedMessages: 0,
      sentBytes: 0,
      sentMessages: 0,
      faults: 0,
    },
    reason: { by: 'remote', blame: '', code: '', text: 'The remote closed the connection.', isMisbehaviour: false },
  };

  it('says in a sentence since when the peer is connected, or when and why it ended', () => {
    expect(peerSentence(peerRowOf(1), undefined, NOW_MS)).toMatch(
      /^Connected since \d\d:\d\d:40\.000, for 10 min 00 s\. We dialled it\.$/,
    );
    expect(peerSentence(undefined, ended, NOW_MS)).toMatch(
      /^The connection ended at \d\d:\d\d:40\.000 after 1 min 01 s\. The remote closed the connection\.$/,
    );
    const failed = { ...ended, wasReady: false, avoided: { kind: 'banned', untilMs: NOW_MS } as const };
    delete (failed as { figures?: unknown }).figures;
    expect(peerSentence(undefined, failed, NOW_MS)).toMatch(
      /^The handshake failed at \S+\. The remote closed the connection\. The host is banned until \d{4}-\d\d-\d\d \d\d:\d\d\.$/,
    );
    expect(peerSentence(undefined, undefined, NOW_MS)).toBe('');
  });

  it('leads to the next and the previous peer, also from one that has left', () => {
    expect(neighbourOf(3, [9, 1, 3], 1)).toBe(9);
    expect(neighbourOf(3, [9, 1, 3], -1)).toBe(1);
    expect(neighbourOf(5, [9, 1], -1)).toBe(1);
    expect(neighbourOf(9, [9, 1], 1)).toBeUndefined();
  });

  it('lists pending questions before missed ones, each with a key of its own', () => {
    const asked = { question: 'ping', key: '7', askedAtMs: 5 };
    const missed = { ...asked, direction: 'received', outcome: 'late', tookMs: 3 } as const;
    const rows = missedRows({ pending: [asked], missed: [missed, missed] });
    expect(rows.map(({ about, direction, outcome }) => [about, direction, outcome])).toEqual([
      ['7', 'sent', 'pending'],
      ['7', 'received', 'late'],
      ['7', 'received', 'late'],
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
  });

  it('explains every service of the library', () => {
    for (const name of Object.keys(ServiceFlags)) expect(serviceText(name)).not.toContain('without a common name');
    expect(serviceText('bit 28')).toContain('without a common name');
  });
});
