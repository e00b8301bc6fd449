import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { axeViolations } from './axeViolations.js';
import { browserAbsence, openPage, saveScreenshot, startBrowser } from '../helpers/browser/browser.js';
import { startDashboard, type RunningDashboard } from '../helpers/browser/startDashboard.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { layoutFaults } from './layout.js';

const PATHS = ['', 'peers', 'peer', 'conversation', 'blocks', 'transactions', 'faults', 'alerts'] as const;
type Path = (typeof PATHS)[number];

describeWith(browserAbsence(), 'every view of the dashboard', () => {
  let browser: Browser;
  let dashboard: RunningDashboard;
  /** The id of a peer that stays connected. */
  let peer: string;

  beforeAll(async () => {
    browser = await startBrowser();
    dashboard = await startDashboard('--simulate', '12', '127.0.0.1:9');
    const page = await open('peers');
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr').length >= 8);
    peer = (await page.locator('#peer tbody tr', { hasText: 'miner' }).first().getAttribute('data-key'))!;
    await page.goto(urlOf('blocks'));
    await page.locator('#block tbody tr').first().waitFor({ timeout: 60_000 });
    await page.close();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await dashboard?.program.kill();
  });

  const urlOf = (path: Path): string =>
    new URL(
      path === 'peer' ? `peer?id=${peer}` : path === 'conversation' ? `conversation?peer=${peer}` : path,
      dashboard.url,
    ).href;

  async function open(path: Path, options: BrowserContextOptions = {}): Promise<Page> {
    const { page } = await openPage(browser, urlOf(path), options);
    await page.locator('.status[data-state="live"]').waitFor();
    await page.locator('.panel').first().waitFor();
    return page;
  }

  describe.each([
    [1920, 'light'],
    [1280, 'light'],
    [1280, 'dark'],
    [800, 'light'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)('at %i px, %s', (width, colorScheme) => {
    it('has no overlapping or clipped elements, and no violation of WCAG 2.2 AA that axe-core finds', async () => {
      const page = await open('', { viewport: { width, height: 1000 }, colorScheme, bypassCSP: true });
      const found: string[] = [];
      for (const path of PATHS) {
        await page.goto(urlOf(path));
        await page.locator('.status[data-state="live"]').waitFor();
        await page.locator('.panel').first().waitFor();
        // The first rows and curves.
        await page.waitForTimeout(400);
        const name = path === '' ? 'overview' : path;
        found.push(...(await layoutFaults(page)).map((fault) => `${name}: ${fault}`));
        found.push(...(await axeViolations(page)).map((violation) => `${name}: ${violation}`));
        await saveScreenshot(page, `${name}-${width}-${colorScheme}`);
      }
      await page.context().close();
      expect(found).toEqual([]);
    }, 180_000);
  });

  it('shows the focus at each control, and each control has a name', async () => {
    const page = await open('');
    for (const path of PATHS) {
      await page.goto(urlOf(path));
      await page.locator('.panel').first().waitFor();
      const faults: string[] = [];
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('Tab');
        const fault = await page.evaluate(() => {
          const { activeElement: focused } = document;
          if (!(focused instanceof HTMLElement) || focused === document.body) return '';
          const outline = getComputedStyle(focused.matches('.choice input') ? focused.nextElementSibling! : focused);
          return outline.outlineStyle === 'none' ? `no outline: ${focused.outerHTML.slice(0, 200)}` : '';
        });
        if (fault !== '') faults.push(`${path}: ${fault}`);
      }
      expect(faults).toEqual([]);
    }
    await page.context().close();
  });

  it('has no animation if the user prefers reduced motion, and keeps its marks with forced colours', async () => {
    const page = await open('', { reducedMotion: 'reduce', forcedColors: 'active' });
    expect(await page.locator('.dot').evaluate((dot) => getComputedStyle(dot).animationName)).toBe('none');
    for (const path of PATHS) {
      await page.goto(urlOf(path));
      await page.locator('.panel').first().waitFor();
      expect(await layoutFaults(page)).toEqual([]);
    }
    await saveScreenshot(page, 'forced-colors');
    await page.context().close();
  });
});
