import { describe, expect, it } from '@jest/globals';
import type { PlaybackState } from '../../../lib/dashboard/protocol/playback.js';
import { PlaybackUpdates } from '../../../lib/dashboard/serve/playbackUpdates.js';

const MARKS = [{ kind: 'opened', atMs: 1 }] as const;
const state = (atMs: number, marks: PlaybackState['marks'] = MARKS): PlaybackState =>
  ({ atMs, marks, isPlaying: false }) as PlaybackState;
const SHOWN = { isShown: true, isDue: false };

describe('PlaybackUpdates', () => {
  it('has the first state with its marks, and then the states that have changed, with the marks if they have', () => {
    const updates = new PlaybackUpdates();
    const first = state(1);
    expect(updates.next(first, SHOWN)).toEqual({ atMs: 1, isPlaying: false, marks: MARKS });
    expect(updates.next(first, SHOWN)).toBeUndefined();
    expect(updates.next(state(2), SHOWN)).toEqual({ atMs: 2, isPlaying: false });
    expect(updates.next(state(3, []), SHOWN)).toEqual({ atMs: 3, isPlaying: false, marks: [] });
  });

  it('has the same state again when an update is due', () => {
    const updates = new PlaybackUpdates();
    const first = state(1);
    updates.next(first, SHOWN);
    expect(updates.next(first, { isShown: true, isDue: true })).toEqual({ atMs: 1, isPlaying: false });
  });

  it('has the first state for a hidden page only, and what has changed when it is shown again', () => {
    const updates = new PlaybackUpdates();
    const hidden = { isShown: false, isDue: true };
    expect(updates.next(state(1), hidden)).toMatchObject({ marks: MARKS });
    const second = state(2, []);
    expect(updates.next(second, hidden)).toBeUndefined();
    expect(updates.next(second, SHOWN)).toEqual({ atMs: 2, isPlaying: false, marks: [] });
  });
});
