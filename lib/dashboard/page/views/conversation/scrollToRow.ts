/** Scrolls a list so that this row is visible. */
export function scrollToRow(list: HTMLElement | null, index: number, rowPx: number): void {
  if (list === null) return;
  const top = index * rowPx;
  const { clientHeight, scrollTop } = list;
  if (top < scrollTop) list.scrollTop = top;
  else if (top + rowPx > scrollTop + clientHeight) list.scrollTop = top + rowPx - clientHeight;
}
