import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { isBuilt } from '../../site/build/freshness.mjs';
import { axeViolations } from './axeViolations.js';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { serveSite, siteAbsence, sitePages, type ServedSite } from '../helpers/browser/builtSite.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

/** One page of each form: the home, a guide, a document, the API as tables and as declarations, the program, error codes, wide tables, long lists. */
const PAGES = [
  'index.html',
  'docs/nats.html',
  'reference/api/rxpeer.html',
  'reference/api/rxpeer/functions.html',
  'reference/cli.html',
  'reference/json-schema.html',
  'docs/limits.html',
  'guides/tor.html',
  'reference/errors.html',
  'changelog.html',
];

describeWith(browserAbsence() ?? siteAbsence(), 'the documentation site', () => {
  let browser: Browser;
  let site: ServedSite;

  beforeAll(async () => {
    browser = await startBrowser();
    site = await serveSite();
  }, 400_000);

  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  it('is up to date after its build, so that it is not built again', () => {
    expect(isBuilt()).toBe(true);
  });

  it('shows every page with a title, without an error, a request to another host, or horizontal scrolling at 400 px', async () => {
    const { page, errors, foreignRequests } = await openPage(browser, site.origin, {
      viewport: { width: 400, height: 900 },
    });
    const faults: string[] = [];
    const pages = sitePages();
    for (const path of pages) {
      const response = await page.goto(`${site.origin}${path}`);
      const { title, width, headings } = await page.evaluate(() => ({
        title: document.title,
        width: document.documentElement.scrollWidth,
        headings: document.querySelectorAll('h1').length,
      }));
      if (response?.status() !== 200) faults.push(`${path}: status ${response?.status() ?? 'none'}`);
      if (!/\S \| .*\S/.test(title)) faults.push(`${path}: the title is ${title}`);
      if (headings !== 1) faults.push(`${path}: ${headings} headings of level 1`);
      if (width > 400) faults.push(`${path}: ${width} px wide`);
    }
    await page.context().close();
    expect(pages).toEqual(expect.arrayContaining(PAGES));
    expect({ faults, errors, foreignRequests }).toEqual({ faults: [], errors: [], foreignRequests: [] });
  }, 240_000);

  describe.each([
    [400, 'light'],
    [400, 'dark'],
    [1280, 'light'],
    [1280, 'dark'],
  ] as const)('at %i px, %s', (width, colorScheme) => {
    it('has no serious or critical violation of WCAG 2.2 AA that axe-core finds', async () => {
      const options = { viewport: { width, height: 900 }, colorScheme, bypassCSP: true };
      const { page } = await openPage(browser, site.origin, options);
      const found: string[] = [];
      for (const path of PAGES) {
        await page.goto(`${site.origin}${path}`);
        const violations = await axeViolations(page, ['serious', 'critical']);
        found.push(...violations.map((violation) => `${path}: ${violation}`));
      }
      await page.context().close();
      expect(found).toEqual([]);
    }, 240_000);
  });

  it.each([
    ['an operator', 'distinctMru', `/reference/api/rxpeer/functions.html#${'distinctMru'.toLowerCase()}`],
    ['an error code', 'OVERSIZED_FRAME', '/reference/errors.html#'],
    ['an option of the program', '--with-secrets', '/reference/cli.html#rxpeer-record'],
  ])('finds the page of %s by the search', async (_, term, path) => {
    const { page, errors } = await openPage(browser, site.origin, { viewport: { width: 1280, height: 900 } });
    await (await openSearch(page)).fill(term);
    await page.locator('.VPLocalSearchBox .result').first().waitFor();
    const found = page.locator(`.VPLocalSearchBox .result[href^="${path}"]`);
    await found.first().click();
    await page.waitForURL((url) => url.href.includes(path));
    expect(await page.locator('main').innerText()).toContain(term);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('answers an unknown address with status 404 and a page that links on', async () => {
    const { page } = await openPage(browser, site.origin);
    const response = await page.goto(`${site.origin}docs/no-such-page.html`);
    expect(response?.status()).toBe(404);
    await page.locator('.not-found a', { hasText: 'Reference' }).click();
    await page.waitForURL('**/reference/**');
    await page.locator('h1', { hasText: 'API' }).waitFor();
    await page.context().close();
  });

  it('shows the focus at each control that the Tab key reaches, and reaches the scrolling code', async () => {
    const { page } = await openPage(browser, `${site.origin}reference/cli.html`, {
      viewport: { width: 400, height: 900 },
    });
    // The links of the sidebar come before the page, also while a narrow window hides it.
    const reached = await focusedElements(page, 150);
    expect(reached.filter(({ outline }) => outline === 'none')).toEqual([]);
    expect(reached.map(({ name }) => name)).toEqual(expect.arrayContaining(['PRE', 'BUTTON', 'A']));
    await page.context().close();
  });
});

/** Opens the search by its shortcut, and returns its field. The scripts of the page may not run yet: then the key is pressed again. */
async function openSearch(page: Page): Promise<Locator> {
  const field = page.locator('.VPLocalSearchBox input');
  for (let presses = 0; presses < 20 && !(await field.isVisible()); presses++) {
    await page.keyboard.press('Control+k');
    await field.waitFor({ timeout: 1000 }).catch(() => undefined);
  }
  return field;
}

/** The elements that get the focus by the Tab key, with the style of their outline. */
async function focusedElements(page: Page, count: number): Promise<{ name: string; html: string; outline: string }[]> {
  const found = [];
  for (let i = 0; i < count; i++) {
    await page.keyboard.press('Tab');
    found.push(
      await page.evaluate(() => {
        const focused = document.activeElement ?? document.body;
        const isBody = focused === document.body;
        const outline = isBody ? 'none, but no control' : getComputedStyle(focused).outlineStyle;
        return { name: focused.tagName, html: focused.outerHTML.slice(0, 100), outline };
      }),
    );
  }
  return found;
}
