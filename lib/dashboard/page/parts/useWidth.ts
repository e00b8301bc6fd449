import { useLayoutEffect, useState } from 'preact/hooks';

/** The inner width of an element in pixels, kept up to date; 0 before the element is drawn. */
export function useWidth(element: { readonly current: HTMLElement | null }): number {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const { current } = element;
    if (current === null) return;
    const update = (): void => setWidthPx(current.clientWidth);
    update();
    const observer = new ResizeObserver(update);
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);
  return widthPx;
}
