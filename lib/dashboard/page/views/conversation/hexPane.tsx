import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { ByteField } from '../../../protocol/messageBytes.js';
import { useWidth } from '../../parts/useWidth.js';
import { useRowWindow } from '../../parts/virtualRows.js';
import { hexKeyTarget } from './hexKeys.js';
import { HexRow } from './hexRow.js';
import { PANE_ROW_PX } from './jsonPane.js';
import { scrollToRow } from './scrollToRow.js';

/** A row of 16 bytes needs this width; a narrower pane has 8 per row. */
const WIDE_PX = 580;

export interface HexPaneProps {
  /** Hex digits. */
  readonly payload: string;
  readonly fields: readonly ByteField[];
  readonly marked: readonly ByteField[];
  /** Whether the first marked byte is scrolled into view. */
  readonly isScrolledTo: boolean;
  /** The user points to a byte, or has chosen it. */
  readonly onMark: (offset: number, isChosen: boolean) => void;
}

/** The bytes of a payload as hex digits and characters. Draws only the visible rows. */
export function HexPane({ payload, fields, marked, isScrolledTo, onMark }: HexPaneProps) {
  const pane = useRef<HTMLDivElement>(null);
  const hovered = useRef<number | undefined>(undefined);
  const perRow = useWidth(pane) >= WIDE_PX ? 16 : 8;
  const count = payload.length / 2;
  const rows = Math.ceil(count / perRow);
  const { first, end } = useRowWindow(pane, rows, PANE_ROW_PX);
  const markedBytes = useMemo(() => new Set(marked.flatMap((field) => offsetsOf(field, count))), [marked, count]);
  const current = marked[0]?.offset;
  useLayoutEffect(() => {
    if (isScrolledTo && current !== undefined) scrollToRow(pane.current, Math.floor(current / perRow), PANE_ROW_PX);
  }, [current, isScrolledTo, perRow]);
  const offsetOf = (target: EventTarget | null): number | undefined => {
    const text = target instanceof HTMLElement ? target.dataset['offset'] : undefined;
    return text === undefined ? undefined : Number(text);
  };
  return (
    <div
      class="pane hex"
      id="message-hex"
      role="group"
      tabIndex={0}
      aria-label="Bytes of the payload; the arrow keys move from field to field"
      aria-describedby="message-mark"
      ref={pane}
      onKeyDown={(event) => {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const target = hexKeyTarget(event.key, { fields, current, count, perRow });
        if (target === undefined) return;
        event.preventDefault();
        onMark(target, true);
        scrollToRow(pane.current, Math.floor(target / perRow), PANE_ROW_PX);
      }}
      onPointerMove={({ target }) => {
        const offset = offsetOf(target);
        if (offset === undefined || offset === hovered.current) return;
        hovered.current = offset;
        onMark(offset, false);
      }}
      onClick={({ target }) => {
        const offset = offsetOf(target);
        if (offset !== undefined) onMark(offset, true);
      }}
    >
      <div class="canvas" style={{ height: `${rows * PANE_ROW_PX}px` }}>
        <div style={{ transform: `translateY(${first * PANE_ROW_PX}px)` }}>
          {Array.from({ length: end - first }, (_, i) => (
            <HexRow
              key={first + i}
              payload={payload}
              row={first + i}
              perRow={perRow}
              fields={fields}
              marked={markedBytes}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** The shown bytes of a field. */
function offsetsOf({ offset, length }: ByteField, count: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(count, offset + length) - offset) }, (_, i) => offset + i);
}
