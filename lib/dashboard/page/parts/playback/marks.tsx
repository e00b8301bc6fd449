import { useMemo } from 'preact/hooks';
import type { PlaybackMark } from '../../../protocol/playback.js';
import * as format from '../format.js';
import { MARK_TEXTS } from './playbackTexts.js';

/** Top and bottom of each kind in pixels, so that they differ by more than their colour. */
const LINES: { readonly [Kind in PlaybackMark['kind']]: readonly [top: number, bottom: number] } = {
  opened: [0, 7],
  closed: [8, 15],
  fault: [0, 15],
  gap: [0, 15],
};

export interface MarksProps {
  readonly marks: readonly PlaybackMark[];
  readonly fromMs: number;
  readonly lengthMs: number;
}

/** The marks below the slider. The menu of the marks shows them as texts. */
export function Marks({ marks, fromMs, lengthMs }: MarksProps) {
  const lines = useMemo(() => markLines(marks, fromMs, lengthMs), [marks, fromMs, lengthMs]);
  return (
    <svg class="marks" aria-hidden="true" width="100%" height="16">
      {lines}
    </svg>
  );
}

function markLines(marks: readonly PlaybackMark[], fromMs: number, lengthMs: number) {
  return marks.map(({ kind, atMs }, i) => {
    const x = `${(((atMs - fromMs) / lengthMs) * 100).toFixed(3)}%`;
    const [top, bottom] = LINES[kind];
    return (
      <line key={i} class={`mark ${kind}`} x1={x} x2={x} y1={top} y2={bottom}>
        <title>{`${format.exactClock(atMs)}: ${MARK_TEXTS[kind]}`}</title>
      </line>
    );
  });
}
