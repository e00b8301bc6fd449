import * as format from '../../parts/format.js';
import type { DiagramRow } from './diagramRows.js';

export interface DiagramLineProps {
  readonly row: Extract<DiagramRow, { kind: 'line' }>;
  /** The number of shown messages. */
  readonly count: number;
  /** Its y position in pixels. */
  readonly top: number;
  readonly isChosen: boolean;
  readonly onChoose: (line: number) => void;
}

/** The texts of one message: its time, command and summary, and the time since its request. */
export function DiagramLine({ row, count, top, isChosen, onChoose }: DiagramLineProps) {
  const { answers, atMs, command, direction, isUnreadable, number, summary } = row.line;
  return (
    <div
      id={`line-${number}`}
      class={`line ${direction}${isUnreadable ? ' unreadable' : ''}`}
      role="option"
      data-command={command}
      aria-setsize={count}
      aria-posinset={row.position}
      aria-selected={isChosen}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onChoose(number)}
    >
      {row.afterGap !== undefined && <span class="hidden">{row.afterGap}, then </span>}
      <span class="clock">{format.exactClock(atMs)}</span>
      <span class="text" title={summary}>
        <span class="hidden">{direction} </span>
        <b>{command}</b>
        <span class="summary">{summary === '' ? '' : ` ${summary}`}</span>
      </span>
      {answers !== undefined && <span class="delay">after {format.milliseconds(answers.tookMs)}</span>}
    </div>
  );
}
