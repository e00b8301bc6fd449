import type { Io } from './io.js';

/** Shorter files are done before one has looked. */
const LONG_BYTES = 4 * 1024 * 1024;
const WIDTH = 30;
const REDRAW_MS = 100;

export interface ProgressBar {
  readonly show: (progress: { readonly readBytes: number; readonly totalBytes: number }) => void;
  /** Takes it off the screen. */
  readonly clear: () => void;
}

/**
 * How far a long file has been read, on stderr: `[=======>       ] 24 % of 812 MB`. Nothing where stderr is no terminal, nor where stdout
 * is one, whose lines it would stand among.
 */
export function progressBar({ stderr, stdout }: Pick<Io, 'stderr' | 'stdout'>, now: () => number): ProgressBar {
  const isWanted = stderr.isTTY === true && stdout.isTTY !== true;
  let drawnAtMs = -Infinity;
  let isShown = false;
  return {
    show({ readBytes, totalBytes }) {
      if (!isWanted || totalBytes < LONG_BYTES || now() - drawnAtMs < REDRAW_MS) return;
      drawnAtMs = now();
      isShown = true;
      stderr.write(`\r${barOf(readBytes / totalBytes, totalBytes)}`);
    },
    clear() {
      if (isShown) stderr.write('\r\u001b[K');
      isShown = false;
    },
  };
}

function barOf(share: number, totalBytes: number): string {
  const done = Math.round(share * WIDTH);
  const bar = `${'='.repeat(Math.max(0, done - 1))}${done > 0 ? '>' : ''}`.padEnd(WIDTH);
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} % of ${Math.round(totalBytes / 1e6)} MB`;
}
