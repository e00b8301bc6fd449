import { useMemo, useRef } from 'preact/hooks';
import { useRowWindow } from '../../parts/virtualRows.js';
import { useWidth } from '../../parts/useWidth.js';
import { arrowPaths } from './arrowPaths.js';
import { DiagramLine } from './diagramLine.js';
import { indexOfLine, type DiagramRow } from './diagramRows.js';
import { useScrollPosition } from './useScrollPosition.js';

/** The height of a row; equal to the height of `.line` in the style sheet. */
export const ROW_PX = 36;

/** The x positions of the two lifelines, from the left and from the right edge. */
const LEFT_PX = 118;
const NARROW_LEFT_PX = 108;
const RIGHT_PX = 26;
const NARROW_PX = 560;

export interface DiagramProps {
  readonly rows: readonly DiagramRow[];
  /** The number of messages in the rows. */
  readonly count: number;
  /** The address of the peer. */
  readonly remote: string;
  /** The number of the chosen line. */
  readonly chosen: number | undefined;
  /** Whether the newest row is kept in view. */
  readonly isFollowing: boolean;
  /** The user has scrolled back, or to the end. */
  readonly onFollow: (isFollowing: boolean) => void;
  readonly onChoose: (line: number) => void;
  /** A key was pressed. Returns whether it moved the choice. @param page the number of visible lines */
  readonly onKey: (key: string, page: number) => boolean;
}

/** Messages as arrows between two lifelines. A list box that draws only the visible rows. */
export function Diagram({ rows, count, remote, chosen, isFollowing, onFollow, onChoose, onKey }: DiagramProps) {
  const list = useRef<HTMLDivElement>(null);
  const { first, end } = useRowWindow(list, rows.length, ROW_PX);
  const width = useWidth(list);
  const left = width < NARROW_PX ? NARROW_LEFT_PX : LEFT_PX;
  const right = width - RIGHT_PX;
  const paths = useMemo(
    () => arrowPaths(rows, first, end, { left, right, rowPx: ROW_PX }),
    [rows, first, end, left, right],
  );
  const chosenIndex = chosen === undefined ? undefined : indexOfLine(rows, chosen);
  const onScroll = useScrollPosition({ list, rows, rowPx: ROW_PX, chosen, chosenIndex, isFollowing, onFollow });
  const isChosenDrawn = chosenIndex !== undefined && chosenIndex >= first && chosenIndex < end;
  return (
    <>
      <div class="endpoints" aria-hidden="true">
        <span>this program</span>
        <span>{remote}</span>
      </div>
      <div
        class="diagram"
        id="sequence"
        role="listbox"
        tabIndex={0}
        aria-label="Messages, the newest last"
        aria-activedescendant={isChosenDrawn ? `line-${chosen}` : undefined}
        ref={list}
        onScroll={onScroll}
        onKeyDown={(event) => {
          const { altKey, ctrlKey, currentTarget, key, metaKey } = event;
          if (altKey || ctrlKey || metaKey) return;
          const page = Math.max(1, Math.floor(currentTarget.clientHeight / ROW_PX) - 1);
          if (onKey(key, page)) event.preventDefault();
        }}
      >
        <div class="canvas" role="presentation" style={{ height: `${rows.length * ROW_PX}px` }}>
          <svg
            class="arrows"
            aria-hidden="true"
            width={width}
            height={(end - first) * ROW_PX}
            style={{ transform: `translateY(${first * ROW_PX}px)` }}
          >
            <path class="lifeline" d={paths.lifelines} />
            <path class="arc" d={paths.arcs} />
            <path class="arrow received" d={paths.received} />
            <path class="arrow sent" d={paths.sent} />
          </svg>
          {rows.slice(first, end).map((row, i) => {
            const top = (first + i) * ROW_PX;
            if (row.kind === 'gap') {
              return (
                <div
                  key={`gap-${row.before}`}
                  class="gap"
                  aria-hidden="true"
                  style={{ transform: `translateY(${top}px)` }}
                >
                  <span>{row.text}</span>
                </div>
              );
            }
            const { number } = row.line;
            return (
              <DiagramLine
                key={number}
                row={row}
                count={count}
                top={top}
                isChosen={number === chosen}
                onChoose={onChoose}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}
