import { useEffect, useState } from 'preact/hooks';

/** Rows that are drawn above and below the visible ones, so that scrolling shows no gaps. */
const MARGIN_ROWS = 8;

/** The rows that are drawn: from index `first` to `end - 1`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The indexes of the rows that are visible at this scroll position. */
export function rowWindow(count: number, rowPx: number, scrollTop: number, heightPx: number): RowWindow {
  const first = Math.max(0, Math.min(count, Math.floor(scrollTop / rowPx)) - MARGIN_ROWS);
  return { first, end: Math.min(count, Math.ceil((scrollTop + heightPx) / rowPx) + MARGIN_ROWS) };
}

interface Position {
  readonly scrollTop: number;
  readonly heightPx: number;
}

/** True if the same existing rows are visible at both positions. */
function isSameWindow(a: Position, b: Position, rowPx: number): boolean {
  const [x, y] = [a, b].map(({ heightPx, scrollTop }) => rowWindow(Infinity, rowPx, scrollTop, heightPx));
  return x!.first === y!.first && x!.end === y!.end;
}

/**
 * The rows of a scrolling element that are to be drawn; follows its scroll position and its size. The element exists only if there are
 * rows.
 */
export function useRowWindow(
  scroller: { readonly current: HTMLElement | null },
  count: number,
  rowPx: number,
): RowWindow {
  const [position, setPosition] = useState<Position>({ scrollTop: 0, heightPx: 800 });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let frame: number | undefined;
    const update = (): void => {
      frame ??= requestAnimationFrame(() => {
        frame = undefined;
        const next = { scrollTop: element.scrollTop, heightPx: element.clientHeight };
        // A position that shows the same rows draws nothing.
        setPosition((before) => (isSameWindow(before, next, rowPx) ? before : next));
      });
    };
    const observer = new ResizeObserver(update);
    observer.observe(element);
    element.addEventListener('scroll', update, { passive: true });
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      observer.disconnect();
      element.removeEventListener('scroll', update);
    };
    // A table without rows has no scrolling element.
  }, [scroller, count === 0]);
  return rowWindow(count, rowPx, position.scrollTop, position.heightPx);
}
