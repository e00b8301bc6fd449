import type { Browser } from 'playwright-core';

/** The path of Chromium; undefined if this machine has none. */
export function chromiumFile(): string | undefined;
/** Starts Chromium without a window. */
export function startChromium(): Promise<Browser>;
