import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  alertKindOf,
  CONDITION_ENDS_AFTER_MS,
  EVENT_ENDS_AFTER_MS,
} from '../../../lib/dashboard/collect/alertKinds.js';
import { MAX_ALERT_ROWS } from '../../../lib/dashboard/collect/alertLog.js';
import { evidenceHref, evidenceText } from '../../../lib/dashboard/page/parts/evidenceHref.js';
import { alertBeginning, announcementOf } from '../../../lib/dashboard/page/parts/newAlerts.js';
import { sortAlerts } from '../../../lib/dashboard/page/state/alertOrder.js';
import { tabTitle } from '../../../lib/dashboard/page/state/tabTitle.js';
import { alertState, filterAlerts } from '../../../lib/dashboard/page/views/alerts/filterAlerts.js';
import { WATCHED_RULES } from '../../../lib/dashboard/page/views/alerts/watchedRules.js';
import { alertRow } from './alertRows.js';

const keys = (rows: readonly { key: string }[]): string[] => rows.map(({ key }) => key);

describe('sortAlerts', () => {
  it('puts open alerts before acknowledged and ended ones, then by severity, then the newest first', () => {
    const rows = [
      alertRow({ key: 'ended', severity: 'critical', isActive: false, sinceMs: 9 }),
      alertRow({ key: 'acknowledged', severity: 'critical', isAcknowledged: true, sinceMs: 8 }),
      alertRow({ key: 'info', severity: 'info', sinceMs: 7 }),
      alertRow({ key: 'old', sinceMs: 1 }),
      alertRow({ key: 'b', sinceMs: 2 }),
      alertRow({ key: 'a', sinceMs: 2 }),
      alertRow({ key: 'critical', severity: 'critical', sinceMs: 0 }),
    ];
    const sorted = ['critical', 'a', 'b', 'old', 'info', 'acknowledged', 'ended'];
    expect(keys(sortAlerts(rows))).toEqual(sorted);
    expect(keys(sortAlerts([...rows].reverse()))).toEqual(sorted);
  });
});

describe('filterAlerts', () => {
  const rows = [
    alertRow({ key: 'a', monitor: 'Lima' }),
    alertRow({ key: 'b', severity: 'info', isAcknowledged: true, address: '20.0.0.8:8333' }),
    alertRow({ key: 'c', isActive: false, isAcknowledged: true, text: 'Another' }),
  ];
  const all = { q: '', severity: '', state: '' };

  it.each([
    [{}, ['a', 'b', 'c']],
    [{ q: ' LIMA ' }, ['a']],
    [{ q: '20.0.0.8' }, ['b']],
    [{ q: 'another' }, ['c']],
    [{ q: 'is silent' }, ['a', 'b', 'c']],
    [{ severity: 'info' }, ['b']],
    [{ state: 'open' }, ['a']],
    [{ state: 'acknowledged' }, ['b']],
    [{ state: 'ended' }, ['c']],
    [{ q: 'lima', state: 'ended' }, []],
  ])('with %j finds %j', (filter, found) => expect(keys(filterAlerts(rows, { ...all, ...filter }))).toEqual(found));

  it('names the state', () => expect(rows.map(alertState)).toEqual(['open', 'acknowledged', 'ended']));
});

describe('the marks of the tab', () => {
  it('counts in the title', () =>
    expect([tabTitle(0), tabTitle(2)]).toEqual(['rxpeer dashboard', '(2) rxpeer dashboard']));

  it('announces one alert, or the latest of several', () => {
    expect(announcementOf([])).toBe('');
    expect(announcementOf([alertRow()])).toBe('New alert. Peer is silent, 20.0.0.7:8333: sent no message for 140 s.');
    const pool = alertRow({ title: 'Block spread slowly', text: 'took 3 s', sinceMs: 5000 });
    const { address, ...withoutPeer } = pool;
    expect(address).toBeDefined();
    expect(announcementOf([alertRow(), withoutPeer])).toBe('2 new alerts. The latest: Block spread slowly: took 3 s.');
  });

  it('treats an alert that begins again as a new one', () => {
    expect(alertBeginning(alertRow({ count: 9, lastAtMs: 9 }))).toBe(alertBeginning(alertRow()));
    expect(alertBeginning(alertRow({ sinceMs: 2000 }))).not.toBe(alertBeginning(alertRow()));
  });
});

describe('evidence', () => {
  it.each([
    [{ view: 'peer', peer: 7 } as const, './peer?id=7', 'Page of the peer'],
    [
      { view: 'conversation', peer: 7, line: 3 } as const,
      './conversation?peer=7&line=3&run=99',
      'Messages at that time',
    ],
    [
      { view: 'conversation', peer: 7, line: 3, hash: 'ab' } as const,
      './conversation?peer=7&hash=ab&run=99',
      'Message with the announcement',
    ],
    [{ view: 'blocks', hash: 'ab' } as const, './blocks?hash=ab', 'How the block spread'],
    [{ view: 'faults' } as const, './faults', 'Faults'],
  ])('of %j is %s', (evidence, href, text) =>
    expect([evidenceHref(evidence, 99), evidenceText(evidence)]).toEqual([href, text]),
  );
});

describe('the explanation of the rules', () => {
  const docs = readFileSync(new URL('../../../docs/alerts.md', import.meta.url), 'utf8');
  const rows = [...docs.matchAll(/^\| `\w+` *\| `([a-z ]+)` *\| ([^|]*)\| ([^|]*)\|/gm)];

  it('covers the rules of the docs, in the order of the docs', () =>
    expect(WATCHED_RULES.map(({ rule }) => rule)).toEqual(rows.map(([, rule]) => rule)));

  it.each(WATCHED_RULES)('of $rule has the title, the severity and the threshold that the program uses', (each) => {
    expect(alertKindOf({ alert: each.rule })).toMatchObject({ title: each.title, severity: each.severity });
    // 10 minutes are 600 s, and 2 s are 2000 ms in the list of options.
    const numbers = [...each.firesWhen.replaceAll(/90 %/g, '').matchAll(/(\d+)( s| minutes)?/g)].map(
      ([, digits, unit]) =>
        ({ ' s': [Number(digits) * 1000], ' minutes': [Number(digits) * 60] })[unit!] ?? [Number(digits)],
    );
    const options = rows.find(([, rule]) => rule === each.rule)![3]!.replaceAll(',', '');
    for (const [number] of numbers) expect(options).toMatch(new RegExp(`\\b${number}\\b`));
  });

  it('states the times and the bound of the log', () =>
    expect([CONDITION_ENDS_AFTER_MS, EVENT_ENDS_AFTER_MS, MAX_ALERT_ROWS]).toEqual([300_000, 600_000, 500]));
});
