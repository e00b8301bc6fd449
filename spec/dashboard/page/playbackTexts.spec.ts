import { describe, expect, it } from '@jest/globals';
import { listedMarks, MAX_LISTED_MARKS } from '../../../lib/dashboard/page/state/listedMarks.js';
import {
  activityText,
  countMarks,
  dateTimeText,
  offeredSpeeds,
  placeText,
  seekShare,
  spanText,
} from '../../../lib/dashboard/page/parts/playback/playbackTexts.js';
import type { PlaybackMark, PlaybackState } from '../../../lib/dashboard/protocol/playback.js';

const FROM_MS = 1_700_000_000_000;
const STATE: PlaybackState = {
  kind: 'recording',
  title: 'a.rxcap',
  run: 1,
  fromMs: FROM_MS,
  toMs: FROM_MS + 142_000,
  isComplete: true,
  atMs: FROM_MS,
  speed: 1,
  isPlaying: false,
  isSeeking: false,
  isAtEnd: false,
  notices: [],
  marks: [],
};

describe('the texts of a playback', () => {
  it.each([
    [-5, '0.0 s'],
    [99, '0.0 s'],
    [7560, '7.5 s'],
    [59_999, '59.9 s'],
    [60_000, '1 min 00 s'],
    [3_725_000, '1 h 02 min'],
  ])('show a span of %s ms as %s', (ms, text) => expect(spanText(ms)).toBe(text));

  it('show a time with its date and milliseconds, by the local clock', () => {
    expect(dateTimeText(new Date(2026, 0, 31, 14, 3, 22, 123).getTime() + 0.9)).toBe('31 Jan 2026, 14:03:22.123');
  });

  it('show the place in a recording, also while its end is being searched', () => {
    expect(placeText(FROM_MS + 80_000, STATE)).toBe('1 min 20 s of 2 min 22 s');
    expect(placeText(FROM_MS + 8000, { ...STATE, isComplete: false })).toBe('8.0 s of at least 2 min 22 s');
    expect(placeText(FROM_MS + 150_000, { ...STATE, isComplete: false })).toBe('2 min 30 s of at least 2 min 30 s');
  });

  it('show how long ago the time of a history was', () => {
    const history: PlaybackState = { ...STATE, kind: 'history' };
    expect(placeText(history.toMs - 1499, history)).toBe('live');
    expect(placeText(history.toMs - 1500, history)).toBe('1.5 s ago');
    expect(placeText(history.toMs - 90_000, history)).toBe('1 min 30 s ago');
  });

  it('name what the playback does', () => {
    expect(activityText(STATE)).toBe('Paused');
    expect(activityText({ ...STATE, isPlaying: true })).toBe('Playing');
    expect(activityText({ ...STATE, isPlaying: true, isSeeking: true })).toBe('Moving');
  });

  it('show the progress of a seek from the start', () => {
    expect(seekShare({ ...STATE, seekToMs: FROM_MS })).toBe(1);
    expect(seekShare({ ...STATE, seekToMs: FROM_MS + 100 })).toBe(0);
    expect(seekShare({ ...STATE, atMs: FROM_MS + 25, seekToMs: FROM_MS + 100 })).toBe(0.25);
    expect(seekShare({ ...STATE, atMs: FROM_MS + 200, seekToMs: FROM_MS + 100 })).toBe(1);
  });

  it('offer the current speed, too', () => {
    expect(offeredSpeeds(10)).toEqual(offeredSpeeds(1));
    expect(offeredSpeeds(3)).toEqual([0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60, 100, 300, 1000]);
  });
});

describe('the marks of a playback', () => {
  const marks = (count: number, kind: PlaybackMark['kind'], firstMs = 0): PlaybackMark[] =>
    Array.from({ length: count }, (_, i) => ({ kind, atMs: firstMs + i }));

  it('are counted by kind', () => {
    expect(countMarks([...marks(2, 'closed'), ...marks(3, 'opened')])).toEqual([
      ['opened', 3],
      ['closed', 2],
    ]);
  });

  it('are all listed up to the maximum', () => {
    expect(listedMarks(marks(MAX_LISTED_MARKS, 'opened'), 0)).toHaveLength(MAX_LISTED_MARKS);
    expect(listedMarks(marks(MAX_LISTED_MARKS + 1, 'opened'), 0)).toEqual([]);
  });

  it('are the nearest faults and gaps in the order of time if there are more', () => {
    const listed = listedMarks([...marks(60, 'fault'), ...marks(60, 'opened'), ...marks(60, 'gap', 100)], 130);
    expect(listed).toHaveLength(MAX_LISTED_MARKS);
    expect(listed.map(({ atMs }) => atMs)).toEqual(listed.map(({ atMs }) => atMs).sort((a, b) => a - b));
    expect(new Set(listed.map(({ kind }) => kind))).toEqual(new Set(['gap']));
  });
});
