import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { projectRoot } from '../nodes/projectRoot.js';

/** Debian's. */
const CHROMIUM = '/usr/bin/chromium';

/** Why no browser can be had on this machine; undefined when one can. */
export const browserAbsence = (): string | undefined =>
  existsSync(CHROMIUM) ? undefined : `no ${CHROMIUM}: apt-get install chromium`;

export function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}

/** A page, and what it did that it must not do. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors that it wrote to its console or threw, what its policy has blocked too. */
  readonly errors: string[];
  /** What it asked of any other origin than its own. */
  readonly strangers: string[];
}

/** Opens the page, and watches it from its first request on. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const strangers: string[] = [];
  const { host } = new URL(url);
  const note = (asked: string): void => {
    if (new URL(asked).host !== host) strangers.push(asked);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => note(request.url()));
  page.on('websocket', (socket) => note(socket.url()));
  await page.goto(url);
  return { page, errors, strangers };
}

/** Leaves a picture of the whole page in artifacts/. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = join(projectRoot, 'artifacts');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `dashboard-${name}.png`), fullPage: true });
}
