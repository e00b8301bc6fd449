import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Where Debian and the images of CI services have it. */
const FILES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The path of Chromium; undefined if this machine has none. */
export const chromiumFile = () => FILES.find((file) => existsSync(file));

/** Starts Chromium without a window. */
export function startChromium() {
  return chromium.launch({
    executablePath: chromiumFile(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
