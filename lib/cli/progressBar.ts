import type { Io } from './io.js';

/** Smaller files get no progress bar: they are read within an instant. */
const MIN_FILE_BYTES = 4 * 1024 * 1024;
const WIDTH = 30;
const REDRAW_INTERVAL_MS = 100;

export interface ProgressBar {
  readonly show: (progress: { readonly readBytes: number; readonly totalBytes: number }) => void;
  /** Removes the bar from the screen. */
  readonly clear: () => void;
}

/**
 * Shows on stderr how far a large file has been read: `[=======>       ] 24 % of 812 MB`.
 *
 * Draws nothing if stderr is not a terminal, or if stdout is one: the bar would mix with the printed lines.
 */
export function progressBar({ stderr, stdout }: Pick<Io, 'stderr' | 'stdout'>, now: () => number): ProgressBar {
  const isEnabled = stderr.isTTY === true && stdout.isTTY !== true;
  let drawnAtMs = -Infinity;
  let isShown = false;
  return {
    show({ readBytes, totalBytes }) {
      if (!isEnabled || totalBytes < MIN_FILE_BYTES || now() - drawnAtMs < REDRAW_INTERVAL_MS) return;
      drawnAtMs = now();
      isShown = true;
      stderr.write(`\r${barText(readBytes / totalBytes, totalBytes)}`);
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}

function barText(share: number, totalBytes: number): string {
  const done = Math.round(share * WIDTH);
  const bar = `${'='.repeat(Math.max(0, done - 1))}${done > 0 ? '>' : ''}`.padEnd(WIDTH);
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} % of ${Math.round(totalBytes / 1e6)} MB`;
}
