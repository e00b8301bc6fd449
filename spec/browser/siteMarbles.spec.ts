import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { axeViolations } from './axeViolations.js';
import { pages } from '../helpers/book/pages.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serveSite, siteAbsence, type ServedSite } from '../helpers/browser/builtSite.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

const lettersIn = (diagram: string): string[] => Array.from(diagram.replace(/[-()]/g, '')).sort();

/** The rows that the command line prints for a case with another row; it exits with status 1 if they differ from the page. */
function printedRows(page: string, title: string, row: string): string {
  const args = ['scripts/marbles.mjs', '--run', page, '--case', title, '--row', row];
  try {
    return execFileSync(process.execPath, args, { cwd: projectRoot, encoding: 'utf8' }).trimEnd();
  } catch (error) {
    return (error as { stdout: string }).stdout.trimEnd();
  }
}

describeWith(browserAbsence() ?? siteAbsence(), 'the live marbles', () => {
  let browser: Browser;
  let site: ServedSite;

  beforeAll(async () => {
    browser = await startBrowser();
    site = await serveSite();
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    site?.close();
  });

  async function open(path: string, options?: BrowserContextOptions): Promise<WatchedPage> {
    return openPage(browser, `${site.origin}marbles/${path}`, { viewport: { width: 1280, height: 1000 }, ...options });
  }

  /** The case with this title, scrolled to and live. */
  async function caseOf(page: Page, title: string): Promise<Locator> {
    const heading = page.locator('h2', { hasText: new RegExp(`^${title}`) }).first();
    await heading.scrollIntoViewIfNeeded();
    const live = heading.locator('xpath=following-sibling::div[@data-marbles-case][1]');
    await live.locator('svg .marble').first().waitFor();
    return live;
  }

  const rowsOf = async (live: Locator): Promise<string> => (await live.locator('.marbles-text').textContent())!;
  const fieldOf = (live: Locator, row: string): Locator => live.getByLabel(row, { exact: true });

  /** Drags a letter by this distance, in several moves. */
  async function drag(page: Page, letter: Locator, byPx: number): Promise<void> {
    const box = (await letter.boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + byPx, y, { steps: 8 });
    await page.mouse.up();
  }

  it.each([
    ['announceInventory', 'the expected order', 'announced', 1, 80],
    ['keepAlive', 'the expected order', 'received', 0, 70],
    ['distinctMru', 'many', 'source', 1, 90],
  ])(
    '%s: a letter that was dragged gives the rows that the command line prints',
    async (name, title, row, index, byPx) => {
      const { page, errors, foreignRequests } = await open(name);
      const live = await caseOf(page, title);
      const before = await fieldOf(live, row).inputValue();
      await drag(page, live.locator(`[data-key="${row}:${index}"]`), byPx);
      const after = await fieldOf(live, row).inputValue();
      expect(after).not.toBe(before);
      expect(lettersIn(after)).toEqual(lettersIn(before));
      await live.locator('.marbles-text', { hasText: after }).waitFor({ state: 'attached' });
      const rows = await rowsOf(live);
      expect(rows).toBe(printedRows(name, title, `${row}  ${after}`));
      expect(rows.endsWith('as expected')).toBe(false);
      expect(await live.locator('.differs').count()).toBeGreaterThan(0);
      expect({ errors, foreignRequests }).toEqual({ errors: [], foreignRequests: [] });
      await page.context().close();
    },
    120_000,
  );

  it('moves, adds and removes letters by the keyboard, keeps the focus, and resets', async () => {
    const { page } = await open('distinctMru');
    const live = await caseOf(page, 'many');
    const source = fieldOf(live, 'source');
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement!.getAttribute('aria-label'));
    await live.locator('[data-key="source:0"]').focus();
    expect(await focused()).toBe('source: a at 2 ms');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    expect(await source.inputValue()).toBe('a----b--a--c--b--|');
    expect(await focused()).toBe('source: a at 0 ms');
    await page.keyboard.press('ArrowLeft');
    expect(await live.getByRole('status').textContent()).toContain('There is no free time');
    await page.keyboard.press('z');
    expect(await source.inputValue()).toBe('az---b--a--c--b--|');
    expect(await focused()).toBe('source: z at 1 ms');
    await page.keyboard.press('Delete');
    expect(await source.inputValue()).toBe('a----b--a--c--b--|');
    await live.getByRole('button', { name: 'Reset' }).click();
    await page.waitForFunction(() => location.hash === '');
    expect(await source.inputValue()).toBe('--a--b--a--c--b--|');
    expect(await live.getByRole('status').textContent()).toContain('as the page expects');
    await page.context().close();
  }, 120_000);

  it('says beside the field what is wrong with a diagram, and runs it when it is right again', async () => {
    const { page, errors } = await open('keepAlive');
    const live = await caseOf(page, 'silence');
    const received = fieldOf(live, 'received');
    await received.fill('--------q');
    await live.locator('.marbles-text', { hasText: '--------q' }).waitFor({ state: 'attached' });
    await received.fill('--(q--');
    await live.locator('.marbles-row .marbles-error', { hasText: '( without )' }).waitFor();
    expect(await received.getAttribute('aria-invalid')).toBe('true');
    expect(await live.getByRole('status').textContent()).toContain('cannot be run');
    // The drawing still has the letter.
    await live.locator('[data-key="received:0"]').press('ArrowRight');
    expect(await live.getByRole('status').textContent()).toContain('correct the row first');
    await drag(page, live.locator('[data-key="received:0"]'), 40);
    expect(await received.inputValue()).toBe('--(q--');
    await received.fill('--------q');
    await live.locator('.marbles-text', { hasText: '--------q' }).waitFor({ state: 'attached' });
    expect(await rowsOf(live)).toBe(printedRows('keepAlive', 'silence', 'received  --------q'));
    expect(errors).toEqual([]);
    await page.context().close();
  }, 120_000);

  it('follows a number of the options, and refuses one that the operator refuses', async () => {
    const { page } = await open('distinctMru');
    const live = await caseOf(page, 'a capacity of one');
    const capacity = fieldOf(live, 'capacity');
    await capacity.fill('5');
    await live.locator('.marbles-text', { hasText: '{ capacity: 5 }' }).waitFor({ state: 'attached' });
    expect(await fieldOf(live, 'options').inputValue()).toBe('{ capacity: 5 }');
    await capacity.fill('0');
    await live.locator('.marbles-error', { hasText: 'integer from 1' }).waitFor();
    await page.context().close();
  }, 120_000);

  it('puts a change into the address, and shows it again after a reload', async () => {
    const { page } = await open('keepAlive');
    const live = await caseOf(page, 'a late pong');
    await fieldOf(live, 'received').fill('---------------q------');
    await page.waitForFunction(() => location.hash.startsWith('#run='));
    const rows = await rowsOf(live);
    await page.reload();
    const again = await caseOf(page, 'a late pong');
    await again.locator('.differs').first().waitFor();
    expect(await fieldOf(again, 'received').inputValue()).toBe('---------------q------');
    expect(await rowsOf(again)).toBe(rows);
    await page.context().close();
  }, 120_000);

  it.each([
    [1280, 'light'],
    [400, 'dark'],
  ] as const)(
    'has no violation that axe-core finds, and no horizontal scrolling, at %i px, %s',
    async (width, colorScheme) => {
      const { page, errors } = await open('keepAlive', {
        viewport: { width, height: 900 },
        colorScheme,
        bypassCSP: true,
      });
      const live = await caseOf(page, 'the expected order');
      await live.locator('[data-key="received:0"]').press('ArrowRight');
      await live.locator('summary').click();
      await fieldOf(live, 'received').fill('--(');
      expect(await axeViolations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(errors).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  it('draws letters and differences in forced colours', async () => {
    const { page } = await open('keepAlive', { forcedColors: 'active', reducedMotion: 'reduce' });
    const live = await caseOf(page, 'the expected order');
    await live.locator('[data-key="received:0"]').press('ArrowRight');
    const colours = await live.evaluate((element) => {
      const colourOf = (selector: string, name: string): string =>
        getComputedStyle(element.querySelector(selector)!).getPropertyValue(name);
      return [colourOf('.disc', 'fill'), colourOf('.letter', 'fill'), colourOf('.differs', 'stroke')];
    });
    expect(new Set(colours).size).toBe(3);
    await page.context().close();
  }, 120_000);

  it('shows the drawing and the rows without scripts', async () => {
    const { page } = await open('keepAlive', { javaScriptEnabled: false });
    const drawing = page.locator('.marbles-drawing img');
    await drawing.scrollIntoViewIfNeeded();
    expect((await drawing.boundingBox())!.height).toBeGreaterThan(500);
    expect(await page.locator('.marbles-text').first().textContent()).toContain('--------q------s-----');
    await page.context().close();
  }, 120_000);

  it('lists every page in its index', async () => {
    const { page, errors } = await open('');
    expect(pages.length).toBeGreaterThan(30);
    expect(await page.locator('.vp-doc li a[href^="/marbles/"]').count()).toBe(pages.length);
    expect(await page.locator('.marbles-static').count()).toBe(pages.length);
    expect(errors).toEqual([]);
    await page.context().close();
  }, 120_000);
});
