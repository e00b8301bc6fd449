import { signal } from '@preact/signals';

/** The width of the window in pixels. A component that reads it is drawn again when it changes. */
export const windowWidth = signal(innerWidth);

addEventListener('resize', () => (windowWidth.value = innerWidth));
