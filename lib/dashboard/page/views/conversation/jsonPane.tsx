import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { useRowWindow } from '../../parts/virtualRows.js';
import { indexOfPath, type JsonLine } from './jsonLines.js';
import { targetIndex } from './listKeys.js';
import { scrollToRow } from './scrollToRow.js';

/** The height of a line; equal to `--pane-row` in the style sheet. */
export const PANE_ROW_PX = 20;

export interface JsonPaneProps {
  readonly lines: readonly JsonLine[];
  /** The path of the marked value; undefined for none. */
  readonly path: string | undefined;
  /** Whether the marked line is scrolled into view. */
  readonly isScrolledTo: boolean;
  /** The user points to a value, or has chosen it. */
  readonly onMark: (path: string, isChosen: boolean) => void;
}

/** The fields of a message as JSON: a list box of lines. Draws only the visible ones. */
export function JsonPane({ lines, path, isScrolledTo, onMark }: JsonPaneProps) {
  const list = useRef<HTMLDivElement>(null);
  const { first, end } = useRowWindow(list, lines.length, PANE_ROW_PX);
  const index = useMemo(() => (path === undefined ? undefined : indexOfPath(lines, path)), [lines, path]);
  useLayoutEffect(() => {
    if (isScrolledTo && index !== undefined) scrollToRow(list.current, index, PANE_ROW_PX);
  }, [index, isScrolledTo]);
  const hovered = useRef<string | undefined>(undefined);
  return (
    <div
      class="pane json"
      id="message-json"
      role="listbox"
      tabIndex={0}
      aria-labelledby="message-json-title"
      aria-activedescendant={index !== undefined && index >= first && index < end ? `json-${index}` : undefined}
      ref={list}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const page = Math.max(1, Math.floor(event.currentTarget.clientHeight / PANE_ROW_PX) - 1);
        const target = nextLine(lines, event.key, index, page);
        if (target === undefined) return;
        event.preventDefault();
        onMark(lines[target]!.path, true);
        scrollToRow(list.current, target, PANE_ROW_PX);
      }}
    >
      <div class="canvas" role="presentation" style={{ height: `${lines.length * PANE_ROW_PX}px` }}>
        <div role="presentation" style={{ transform: `translateY(${first * PANE_ROW_PX}px)` }}>
          {lines.slice(first, end).map((line, i) => (
            <div
              key={first + i}
              id={`json-${first + i}`}
              class="json-line"
              role="option"
              aria-selected={first + i === index}
              onPointerMove={() => {
                if (hovered.current === line.path) return;
                hovered.current = line.path;
                onMark(line.path, false);
              }}
              onClick={() => onMark(line.path, true)}
            >
              {'  '.repeat(line.depth)}
              {line.name !== undefined && <span class="json-name">"{line.name}": </span>}
              <span class={`json-${line.kind}`}>{line.text}</span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

/** A line that ends a value is skipped, because it would mark the same value as the line that begins it. */
function nextLine(lines: readonly JsonLine[], key: string, index = 0, page: number): number | undefined {
  const step = key === 'ArrowUp' || key === 'k' || key === 'PageUp' || key === 'End' ? -1 : 1;
  let target = targetIndex(key, index, lines.length, page);
  while (target !== undefined && lines[target]?.kind === 'close') target += step;
  return target === undefined || lines[target] === undefined ? undefined : target;
}
