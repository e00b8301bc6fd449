/** Times that Page Up and Page Down move the cursor by. */
const PAGE = 10;

/** The index of the cursor after a key; undefined: no cursor; `unknown` if the key does not move it. */
export function nextCursor(key: string, before: number | undefined, count: number): number | undefined | 'unknown' {
  const last = count - 1;
  const from = before ?? last;
  const clamp = (index: number): number => Math.max(0, Math.min(last, index));
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return before === undefined ? last : clamp(from - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return before === undefined ? last : clamp(from + 1);
    case 'PageDown':
      return clamp(from - PAGE);
    case 'PageUp':
      return clamp(from + PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return undefined;
    default:
      return 'unknown';
  }
}
