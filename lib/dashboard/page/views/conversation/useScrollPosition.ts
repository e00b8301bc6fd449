import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { indexFrom, numberOf, type DiagramRow } from './diagramRows.js';

/** At this distance from the end the list still follows new messages. */
const NEAR_END_PX = 24;

interface ScrollOptions {
  readonly list: { readonly current: HTMLElement | null };
  readonly rows: readonly DiagramRow[];
  readonly rowPx: number;
  readonly chosen: number | undefined;
  /** The index of the row of the chosen line; undefined if it is not shown. */
  readonly chosenIndex: number | undefined;
  readonly isFollowing: boolean;
  readonly onFollow: (isFollowing: boolean) => void;
}

/**
 * Keeps the end of the list in view while it follows; otherwise keeps the row at its top where it is, when rows are dropped in front of it, or the
 * filter changes. Scrolls to a line that is chosen. Scrolling back ends following, and scrolling to the end begins it unless a line is chosen.
 *
 * @returns the handler of the list's scroll events
 */
export function useScrollPosition(options: ScrollOptions): () => void {
  const { list, rows, rowPx, chosen, chosenIndex, isFollowing, onFollow } = options;
  const top = useRef<{ readonly number: number; readonly offsetPx: number } | undefined>(undefined);

  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    if (isFollowing) element.scrollTop = element.scrollHeight;
    else if (top.current !== undefined) {
      element.scrollTop = indexFrom(rows, top.current.number) * rowPx + top.current.offsetPx;
    }
  }, [rows, isFollowing]);

  // A chosen line that appears is treated as newly chosen: the line of a link appears only with the first messages.
  const isPresent = chosenIndex !== undefined;
  useLayoutEffect(() => {
    if (list.current === null || chosenIndex === undefined || isFollowing) return;
    scrollIntoView(list.current, chosenIndex * rowPx, rowPx, top.current === undefined);
  }, [chosen, isPresent]);

  useEffect(() => {
    const element = list.current;
    if (element === null || !isFollowing) return;
    const observer = new ResizeObserver(() => (element.scrollTop = element.scrollHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, [isFollowing]);

  return () => {
    const element = list.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    const row = rows[Math.floor(scrollTop / rowPx)];
    top.current = row && { number: numberOf(row), offsetPx: scrollTop % rowPx };
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - NEAR_END_PX;
    if (isFollowing && !isAtEnd) onFollow(false);
    if (!isFollowing && isAtEnd && chosen === undefined) onFollow(true);
  };
}

/** @param isCentred whether a row that is not visible comes to the middle instead of the nearer edge */
function scrollIntoView(element: HTMLElement, rowTop: number, rowPx: number, isCentred: boolean): void {
  const { clientHeight, scrollTop } = element;
  const isAbove = rowTop < scrollTop;
  const isBelow = rowTop + rowPx > scrollTop + clientHeight;
  if (!isAbove && !isBelow) return;
  if (isCentred) element.scrollTop = rowTop - (clientHeight - rowPx) / 2;
  else element.scrollTop = isAbove ? rowTop : rowTop + rowPx - clientHeight;
}
