import { describe, expect, it } from '@jest/globals';
import { diagramRows } from '../../../lib/dashboard/page/views/conversation/diagramRows.js';
import { MAX_PICTURE_ROWS, sequencePicture } from '../../../lib/dashboard/page/views/conversation/picture.js';
import { pictureSvg } from '../../../lib/dashboard/page/views/conversation/pictureSvg.js';
import { sequenceLine } from './sequenceLines.js';

const rowsOf = (count: number) => diagramRows(Array.from({ length: count }, (_, i) => sequenceLine(i + 1)));

describe('the picture of a sequence', () => {
  it('shows times, texts, arrows and gaps, with texts of remotes as text', () => {
    const rows = diagramRows([
      sequenceLine(1, { direction: 'sent', command: 'getdata', atMs: 0 }),
      sequenceLine(2, { command: 'reject', summary: '<script>&"', atMs: 9000, answers: { line: 1, tookMs: 9000 } }),
    ]);
    const svg = pictureSvg(sequencePicture('Messages', '1.2.3.4:8333', rows));
    expect(svg).toContain('reject &lt;script&gt;&amp;"');
    expect(svg).toContain(', after 9.00 s');
    expect(svg).toContain('9 s of silence');
    expect(svg).toContain('1.2.3.4:8333');
    expect(svg.match(/<path /g)).toHaveLength(4);
    expect(svg).not.toContain('<script');
  });

  it('has at most MAX_PICTURE_ROWS rows, the last ones, and says so', () => {
    const full = sequencePicture('Messages', 'remote', rowsOf(MAX_PICTURE_ROWS));
    const beyond = sequencePicture('Messages', 'remote', rowsOf(MAX_PICTURE_ROWS + 1));
    expect(beyond.heightPx).toBe(full.heightPx);
    expect(beyond.heightPx).toBeLessThan(32_000);
    const titles = [full, beyond].map(({ shapes }) => (shapes[0]?.kind === 'text' ? shapes[0].text : ''));
    expect(titles[0]).toBe('Messages');
    expect(titles[1]).toMatch(/^Messages, the last 800 of 801 rows$/);
  });
});
