import { describe, expect, it } from '@jest/globals';
import {
  attentionItems,
  RECENT_MS,
  type AttentionSource,
} from '../../../lib/dashboard/page/views/overview/attentionItems.js';
import {
  addSnapshot,
  commandRate,
  type CommandSnapshot,
} from '../../../lib/dashboard/page/views/overview/commandRates.js';
import type { Outlier } from '../../../lib/dashboard/protocol/outlier.js';
import type { ProblemRow } from '../../../lib/dashboard/protocol/problemRow.js';

const NOW_MS = 10_000_000;
const AGREED = { height: 100, support: 3, isOnePeersWord: false, disagreeing: [] };

function source(fields: Partial<AttentionSource> = {}): AttentionSource {
  return { nowMs: NOW_MS, peers: 3, bestHeight: AGREED, outliers: new Map(), problems: [], monitors: [], ...fields };
}

function problem(number: number, fields: Partial<ProblemRow>): ProblemRow {
  const address = `20.0.0.${number}:8333`;
  return {
    number,
    atMs: NOW_MS,
    kind: 'failed',
    address,
    host: '',
    blame: '',
    code: '',
    meaning: '',
    text: 'why',
    ...fields,
  };
}

const mark = (kind: Outlier['kind']): Outlier => ({ kind, severity: 'notice', text: '' });
const texts = (fields: Partial<AttentionSource>): string[] => attentionItems(source(fields)).map(({ text }) => text);

describe('attentionItems', () => {
  it('is empty if all is well', () => {
    expect(attentionItems(source())).toEqual([]);
    expect(texts({ monitors: [{ name: 'lima', isAlive: true }] })).toEqual([]);
    // The height of a single peer is always marked as claimed by one peer only.
    expect(texts({ peers: 1, bestHeight: { ...AGREED, support: 1, isOnePeersWord: true } })).toEqual([]);
  });

  it('counts recent problems by kind, and links to them', () => {
    const problems = [
      problem(1, { atMs: NOW_MS - RECENT_MS + 1 }),
      problem(4, { text: 'no route' }),
      problem(3, { atMs: NOW_MS - RECENT_MS }),
      problem(2, { kind: 'fault', address: '' }),
      problem(5, { kind: 'lost', isMisbehaviour: true }),
      problem(6, { kind: 'lost' }),
    ];
    expect(attentionItems(source({ problems }))).toEqual([
      {
        severity: 'warning',
        text: '1 peer misbehaved in the last 10 minutes; the latest, 20.0.0.5:8333: why.',
        view: 'faults',
        params: { kind: 'lost' },
      },
      {
        severity: 'warning',
        text: '2 connections could not be opened in the last 10 minutes; the latest, 20.0.0.4:8333: no route.',
        view: 'faults',
        params: { kind: 'failed' },
      },
      {
        severity: 'info',
        text: '1 fault of peers in the last 10 minutes; the latest, why.',
        view: 'faults',
        params: { kind: 'fault' },
      },
    ]);
  });

  it('counts peers that are outliers by kind, each peer once', () => {
    const outliers = new Map([
      [1, [mark('slow'), mark('old'), mark('old')]],
      [2, [mark('slow')]],
    ]);
    expect(texts({ outliers })).toEqual(['2 peers unlike the others: 2 slow, 1 behind or outdated.']);
  });

  it('says that only one peer claims a height, and which peers disagree', () => {
    expect(texts({ bestHeight: { ...AGREED, support: 1, isOnePeersWord: true, disagreeing: [1] } })).toEqual([
      'The best height 100 is claimed by one host only: no second independent peer supports it.',
      '1 peer disagrees with the best height by more than 6 blocks.',
    ]);
  });

  it('lists monitors that have ended first', () => {
    const monitors = [
      { name: 'lima', isAlive: false },
      { name: 'oslo', isAlive: false },
    ];
    expect(texts({ monitors, bestHeight: { ...AGREED, disagreeing: [1, 2] } })).toEqual([
      '2 monitors ended or silent: lima, oslo.',
      '2 peers disagree with the best height by more than 6 blocks.',
    ]);
  });
});

describe('the rates of commands', () => {
  const at = (atMs: number, received: number, run = 1): CommandSnapshot => ({
    run,
    atMs,
    rows: new Map([
      [
        'inv',
        { command: 'inv', receivedMessages: received, receivedBytes: 0, sentMessages: 2 * received, sentBytes: 0 },
      ],
    ]),
  });
  const after = (...snapshots: CommandSnapshot[]): readonly CommandSnapshot[] =>
    snapshots.reduce<readonly CommandSnapshot[]>(addSnapshot, []);

  it('are unknown with one snapshot, then the average over the time between', () => {
    expect(commandRate(after(at(1000, 5)), 'inv')).toBeUndefined();
    expect(commandRate(after(at(1000, 5), at(3000, 15)), 'inv')).toEqual({ receivedPerSecond: 5, sentPerSecond: 10 });
    expect(commandRate(after(at(1000, 5), at(3000, 15)), 'tx')).toEqual({ receivedPerSecond: 0, sentPerSecond: 0 });
  });

  it('count a command from 0 if the first snapshot does not have it', () => {
    const empty = { run: 1, atMs: 1000, rows: new Map() };
    expect(commandRate(after(empty, at(2000, 4)), 'inv')).toEqual({ receivedPerSecond: 4, sentPerSecond: 8 });
  });

  it('are over the last 10 s, so that few snapshots are stored', () => {
    const all = after(...Array.from({ length: 30 }, (_, i) => at(i * 1000, i < 20 ? 0 : i - 19)));
    expect(all).toHaveLength(11);
    expect(commandRate(all, 'inv')).toEqual({ receivedPerSecond: 1, sentPerSecond: 2 });
  });

  it('replace a snapshot of the same time', () => expect(after(at(1000, 1), at(1000, 2))).toEqual([at(1000, 2)]));

  it.each([
    ['after a gap', at(8000, 100)],
    ['after a restart of the program', at(4000, 0, 2)],
    ['if the clock goes back', at(500, 3)],
  ])('begin again %s', (_, next) => expect(after(at(1000, 1), at(2000, 2), next)).toEqual([next]));
});
