import { describe, expect, it } from '@jest/globals';
import { arrowPaths } from '../../../lib/dashboard/page/views/conversation/arrowPaths.js';
import { diagramRows } from '../../../lib/dashboard/page/views/conversation/diagramRows.js';
import { sequenceLine } from './sequenceLines.js';

const SIZE = { left: 100, right: 300, rowPx: 36 };

describe('arrowPaths', () => {
  it('points sent messages to the right, and received ones to the left', () => {
    const rows = diagramRows([sequenceLine(1, { direction: 'sent' }), sequenceLine(2)]);
    const { lifelines, received, sent } = arrowPaths(rows, 0, 2, SIZE);
    expect(sent).toBe('M102 28H298M291 24L298 28L291 32');
    expect(received).toBe('M298 64H102M109 60L102 64L109 68');
    expect(lifelines).toBe('M100 0V72M300 0V72');
  });

  it('joins an answer to its request at the side of the one that asked', () => {
    const ours = [sequenceLine(1, { direction: 'sent' }), sequenceLine(2, { answers: { line: 1, tookMs: 1 } })];
    const theirs = [sequenceLine(1), sequenceLine(2, { direction: 'sent', answers: { line: 1, tookMs: 1 } })];
    expect(arrowPaths(diagramRows(ours), 0, 2, SIZE).arcs).toMatch(/^M100 28C91 28 91 64 100 64$/);
    expect(arrowPaths(diagramRows(theirs), 0, 2, SIZE).arcs).toMatch(/^M300 28C309 28 309 64 300 64$/);
  });

  it('draws no arc to a request that is not shown, and a short one to a request far above the drawn rows', () => {
    const answer = sequenceLine(90, { answers: { line: 1, tookMs: 1 } });
    expect(arrowPaths(diagramRows([answer]), 0, 1, SIZE).arcs).toBe('');
    const rows = diagramRows([
      ...Array.from({ length: 50 }, (_, i) => sequenceLine(i + 1)),
      { ...answer, atMs: 50_000 },
    ]);
    expect(arrowPaths(rows, 50, 51, SIZE).arcs).toMatch(/^M100 -72C/);
  });
});
