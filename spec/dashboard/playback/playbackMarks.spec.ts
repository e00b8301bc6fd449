import { describe, expect, it } from '@jest/globals';
import type { CaptureRecord } from '../../../lib/capture/captureRecord.js';
import { PlaybackMarks } from '../../../lib/dashboard/playback/playbackMarks.js';

const MAX = 400;

function marksOf(records: readonly Partial<CaptureRecord>[]) {
  const marks = new PlaybackMarks();
  for (const record of records) marks.add(record as CaptureRecord);
  return marks.toArray();
}

const closedBy = (by: 'remote' | 'fault', atMs: number) => ({ kind: 'closed', by, atMs }) as const;

describe('PlaybackMarks', () => {
  it('marks connections, their ends and gaps, in the order of time', () => {
    expect(
      marksOf([
        { kind: 'opened', atMs: 0 },
        { kind: 'bytes', atMs: 10 },
        closedBy('fault', 20),
        { kind: 'opened', atMs: 600_019 },
        closedBy('remote', 1_200_019),
      ]),
    ).toEqual([
      { kind: 'opened', atMs: 0 },
      { kind: 'fault', atMs: 20 },
      { kind: 'opened', atMs: 600_019 },
      { kind: 'gap', atMs: 600_019 },
      { kind: 'closed', atMs: 1_200_019 },
    ]);
  });

  it('keeps 400, and of more those that are apart, faults first', () => {
    const opened = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ kind: 'opened', atMs: i * 10 }) as const);
    expect(marksOf(opened(MAX))).toHaveLength(MAX);
    const many = [
      ...opened(5000),
      closedBy('fault', 50_001),
      ...opened(5000).map((each) => ({ ...each, atMs: each.atMs + 50_002 })),
    ];
    const marks = marksOf(many);
    expect(marks.length).toBeLessThanOrEqual(MAX);
    expect(marks.length).toBeGreaterThan(100);
    expect(marks.filter(({ kind }) => kind === 'fault')).toEqual([{ kind: 'fault', atMs: 50_001 }]);
    expect(marks.at(-1)!.atMs).toBeGreaterThan(99_000);
  });

  it('keeps 400 of faults only, and of marks at one time', () => {
    const faults = Array.from({ length: 5000 }, (_, i) => closedBy('fault', i));
    expect(marksOf(faults).length).toBeLessThanOrEqual(MAX);
    expect(marksOf(faults).length).toBeGreaterThan(100);
    const same = Array.from({ length: 5000 }, () => ({ kind: 'opened', atMs: 7 }) as const);
    expect(marksOf(same)).toContainEqual({ kind: 'opened', atMs: 7 });
    expect(marksOf(same).length).toBeLessThanOrEqual(MAX);
  });
});
