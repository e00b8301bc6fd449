import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromiumFile, startChromium } from '../../../scripts/chromium.mjs';
import { projectRoot } from '../nodes/projectRoot.js';

/** Why this machine has no browser for the tests; undefined if it has one. */
export const browserAbsence = (): string | undefined =>
  chromiumFile() === undefined ? 'no Chromium: apt-get install chromium' : undefined;

export const startBrowser = startChromium;

/** A page, and what it did that it must not do: both lists have to stay empty. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings in its console, uncaught errors, and violations of its Content-Security-Policy. */
  readonly errors: string[];
  /** URLs that it requested from other origins. */
  readonly foreignRequests: string[];
}

/** Opens the page, and observes it from its first request on. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: { width: 1920, height: 1080 }, ...options });
  const page = await context.newPage();
  const errors: string[] = [];
  const foreignRequests: string[] = [];
  const { host } = new URL(url);
  const checkHost = (requested: string): void => {
    if (new URL(requested).host !== host) foreignRequests.push(requested);
  };
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('request', (request) => checkHost(request.url()));
  page.on('websocket', (socket) => checkHost(socket.url()));
  await page.goto(url);
  return { page, errors, foreignRequests };
}

/** Saves a screenshot of the whole page in artifacts/. */
export async function saveScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(projectRoot, 'artifacts');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `dashboard-${name}.png`), fullPage: true });
}
