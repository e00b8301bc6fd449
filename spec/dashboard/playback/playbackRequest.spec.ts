import { describe, expect, it } from '@jest/globals';
import { NoticeList } from '../../../lib/dashboard/playback/noticeList.js';
import { applyPlaybackRequest, parsePlaybackRequest } from '../../../lib/dashboard/playback/playbackRequest.js';

const kind = 'playback';

describe('parsePlaybackRequest', () => {
  it.each([
    { kind, action: 'play' },
    { kind, action: 'pause' },
    { kind, action: 'speed', speed: 0.1 },
    { kind, action: 'speed', speed: 1000 },
    { kind, action: 'seek', atMs: -5.5 },
  ])('reads %j, and nothing besides', (request) => {
    expect(parsePlaybackRequest({ ...request, more: 1 })).toEqual(request);
  });

  it.each([
    undefined,
    null,
    5,
    'play',
    {},
    { action: 'play' },
    { kind: 'other', action: 'play' },
    { kind },
    { kind, action: 'stop' },
    { kind, action: 'speed' },
    { kind, action: 'speed', speed: '1' },
    { kind, action: 'speed', speed: 0.09 },
    { kind, action: 'speed', speed: 1000.1 },
    { kind, action: 'seek' },
    { kind, action: 'seek', atMs: '5' },
    { kind, action: 'seek', atMs: null },
  ])('refuses %j', (value) => expect(parsePlaybackRequest(value)).toBeUndefined());

  it('refuses numbers that JSON does not have', () => {
    for (const atMs of [NaN, Infinity]) expect(parsePlaybackRequest({ kind, action: 'seek', atMs })).toBeUndefined();
    expect(parsePlaybackRequest({ kind, action: 'speed', speed: NaN })).toBeUndefined();
  });
});

describe('applyPlaybackRequest', () => {
  it('calls the control', () => {
    const calls: unknown[] = [];
    const playback = {
      play: () => void calls.push('play'),
      pause: () => void calls.push('pause'),
      setSpeed: (speed: number) => void calls.push(['speed', speed]),
      seek: (atMs: number) => void calls.push(['seek', atMs]),
    };
    applyPlaybackRequest(playback, { kind, action: 'play' });
    applyPlaybackRequest(playback, { kind, action: 'pause' });
    applyPlaybackRequest(playback, { kind, action: 'speed', speed: 2 });
    applyPlaybackRequest(playback, { kind, action: 'seek', atMs: 3 });
    expect(calls).toEqual(['play', 'pause', ['speed', 2], ['seek', 3]]);
  });
});

describe('NoticeList', () => {
  it('keeps ten different texts of 300 characters, escaped', () => {
    const list = new NoticeList();
    expect([list.add('a\n'), list.add('a\n'), list.add('x'.repeat(301))]).toEqual([true, false, true]);
    expect(list.texts).toEqual(['a\\x0a', 'x'.repeat(300)]);
    for (let i = 0; i < 8; i += 1) expect(list.add(`${i}`)).toBe(true);
    expect([list.add('one more'), list.texts.length]).toEqual([false, 10]);
  });
});
