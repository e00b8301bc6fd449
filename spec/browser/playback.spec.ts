import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import { openConnection, repeated, START_MS } from '../dashboard/playback/recordings.js';
import {
  browserAbsence,
  openPage,
  saveScreenshot,
  startBrowser,
  type WatchedPage,
} from '../helpers/browser/browser.js';
import { startDashboard, type RunningDashboard } from '../helpers/browser/startDashboard.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { concat } from '../helpers/wire/bytes.js';
import { axeViolations } from './axeViolations.js';
import { layoutFaults } from './layout.js';

/** Five connections that begin 30 s apart, each of 140 s. */
const RECORDS = repeated(openConnection(), 5, 30_000);

/** Not that of a test, because the program reads the file again for each pass. */
const folder = mkdtempSync(join(tmpdir(), 'rxpeer-playback-'));

function fileWith(records: readonly CaptureRecord[], name: string, cutBytes = 0): string {
  const bytes = concat([encodeRxcapHeader(), ...records.map(encodeRxcapRecord)]);
  const path = join(folder, name);
  writeFileSync(path, bytes.subarray(0, bytes.length - cutBytes));
  return path;
}

describeWith(browserAbsence(), 'a playback in a browser', () => {
  let browser: Browser;
  let dashboard: RunningDashboard;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    dashboard = await startDashboard(fileWith(RECORDS, 'session.rxcap'), '--paused');
    watched = await openPage(browser, new URL('peers', dashboard.url).href, {
      viewport: { width: 1280, height: 900 },
      bypassCSP: true,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = watched.page;
    await bar().waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await dashboard?.program.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Paused at the start, at the normal speed. */
  beforeEach(async () => {
    if ((await press('Pause').count()) > 0) await press('Pause').click();
    await bar().getByLabel('Speed').selectOption('1');
    await press('Start').click();
    await shows('0.0 s');
  });

  const bar = () => page.getByRole('region', { name: 'Playback' });
  const press = (name: string) => bar().getByRole('button', { name, exact: true });
  const slider = () => bar().getByRole('slider', { name: 'Time' });
  /** Waits until the playback has reached a place. */
  const shows = async (place: string, on = page): Promise<void> => {
    await on.locator('.playback[aria-busy="false"] .place', { hasText: place }).waitFor();
  };
  const hasPeers = (count: number, on = page): Promise<unknown> =>
    on.waitForFunction((wanted) => document.querySelectorAll('#peer tbody tr').length === wanted, count);
  const received = (on = page): Promise<string[]> => on.locator('#peer tbody tr').allInnerTexts();

  it('goes forward and back, and shows the peers of each time', async () => {
    await press('+1 min').click();
    await shows('1 min 00 s of 4 min 20 s');
    await hasPeers(2);
    await press('+10 s').click();
    await shows('1 min 10 s');
    await hasPeers(3);
    const before = await received();
    await press('End').click();
    await shows('4 min 20 s of 4 min 20 s');
    await hasPeers(5);
    expect(await bar().innerText()).toContain('The end of the recording.');
    for (let i = 0; i < 3; i++) await press('−1 min').click();
    await press('−10 s').click();
    await shows('1 min 10 s');
    await hasPeers(3);
    // Nothing happens within these two seconds but that peers grow older.
    expect((await received()).map(withoutAge)).toEqual(before.map(withoutAge));
  });

  it('plays at the chosen speed, up to the end, and again from the start', async () => {
    await bar().getByLabel('Speed').selectOption('100');
    await press('Play').click();
    await page.locator('.status', { hasText: 'Playing' }).waitFor();
    await press('Play again').waitFor();
    await hasPeers(5);
    expect(await page.locator('.status').innerText()).toBe('Paused');
    await press('Play again').click();
    await press('Pause').click();
    await page.locator('.status', { hasText: 'Paused' }).waitFor();
    expect(await slider().inputValue()).not.toBe(await slider().getAttribute('max'));
  });

  it('is controlled by the keyboard, and says the time to screen readers', async () => {
    await page.locator('main').focus();
    await page.keyboard.press('.');
    await shows('1.0 s of');
    await page.keyboard.press('.');
    await shows('2.0 s of');
    await page.keyboard.press(',');
    await shows('1.0 s of');
    await slider().focus();
    await page.keyboard.press('ArrowRight');
    await shows('11.0 s of');
    await page.keyboard.press('PageUp');
    await shows('1 min 11 s of');
    expect(await slider().getAttribute('aria-valuetext')).toMatch(
      /^1[45] Nov 2023, \d\d:\d\d:\d\d: 1 min 11 s of 4 min 20 s$/,
    );
    await page.keyboard.press('Home');
    await shows('0.0 s of');
    await page.keyboard.press('Space');
    await page.locator('.status', { hasText: 'Playing' }).waitFor();
    await page.locator('main').focus();
    await page.keyboard.press('Space');
    await page.locator('.status', { hasText: 'Paused' }).waitFor();
    // The page itself is not paused.
    expect(new URL(page.url()).searchParams.get('paused')).toBeNull();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    expect(await help.locator('.keys').innerText()).toMatch(/Space\s+Play, or pause/);
    await help.getByRole('button', { name: 'Close' }).click();
  });

  it('moves when the slider is dragged', async () => {
    const box = (await slider().boundingBox())!;
    await page.mouse.move(box.x + 8, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 5 });
    await bar()
      .locator('.place', { hasText: /^2 min 1\d s of/ })
      .waitFor();
    // Not before the pointer is released.
    expect(await page.locator('#peer tbody tr').count()).toBeLessThan(5);
    await page.mouse.up();
    await hasPeers(5);
    await shows('2 min 1');
  });

  it('goes to a mark of the menu', async () => {
    await bar().getByLabel('The marks of the recording').click();
    const marks = bar().locator('.mark-button');
    expect(await marks.count()).toBe(5);
    await marks.nth(2).click();
    await shows('1 min 00 s of');
    await page.keyboard.press('Escape');
    expect(await page.locator('.marks .mark.opened').count()).toBe(5);
  });

  it('has the time in the URL while it is paused: a reload, another view and a link keep it', async () => {
    await press('+1 min').click();
    await shows('1 min 00 s of');
    await page.waitForURL(/at=2023/);
    await page.reload();
    await shows('1 min 00 s of');
    await hasPeers(2);
    await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Faults' }).click();
    expect(new URL(page.url()).searchParams.get('at')).toBe(new Date(Math.ceil(START_MS + 60_000)).toISOString());
    await page.goBack();
    await bar()
      .getByRole('button', { name: /^Copy link/ })
      .click();
    await press('Copied').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    await press('End').click();
    await shows('4 min 20 s of');
    await press('Start').click();
    await press('Play').click();
    await page.waitForURL((url) => !url.searchParams.has('at'));
    const { page: other, errors } = await openPage(browser, link);
    await shows('1 min 00 s of', other);
    await hasPeers(2, other);
    expect(errors).toEqual([]);
    // All pages show the same playback, which the link has paused.
    await shows('1 min 00 s of');
    await press('Play').waitFor();
    await other.context().close();
  });

  it('says what is wrong with a damaged file, and shows what is before the damage', async () => {
    const damaged = await startDashboard(fileWith(RECORDS, 'damaged.rxcap', 7), '--paused');
    try {
      const { page: other } = await openPage(browser, new URL('peers', damaged.url).href);
      await other.locator('.playback-notices li', { hasText: 'what is before the damage is shown' }).waitFor();
      await other.getByRole('button', { name: 'End', exact: true }).click();
      await hasPeers(5, other);
      expect(await layoutFaults(other)).toEqual([]);
      await other.context().close();
    } finally {
      await damaged.program.kill();
    }
  });

  it.each([400, 800, 1280, 1920])('fits %s px, and has no violation of WCAG 2.2', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await press('+1 min').click();
    await shows('1 min 00 s of');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const { scrollWidth, clientWidth } = await page.evaluate(() => document.documentElement);
      expect(scrollWidth).toBe(clientWidth);
      expect(await overflowing(page)).toEqual([]);
      const violations = await axeViolations(page);
      expect(violations.filter((each) => each.includes('playback'))).toEqual([]);
    }
    await saveScreenshot(page, `playback-${width}`);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});

function withoutAge(row: string): string {
  return row.replace(/\d+ (min \d\d )?s\b/g, '');
}

/** The controls that leave the bar or overlap another one. */
function overflowing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const bar = document.querySelector('.playback')!.getBoundingClientRect();
    const parts = [
      ...document.querySelectorAll('.playback button, .playback select, .playback summary, .playback time'),
    ]
      .filter((each) => each.closest('.menu-box') === null)
      .map((each) => ({ text: each.textContent, box: each.getBoundingClientRect() }));
    return parts.flatMap(({ text, box }, i) => {
      const isOutside = box.left < bar.left || box.right > bar.right;
      const isOver = parts.some(
        ({ box: other }, j) =>
          j > i && other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom,
      );
      return isOutside || isOver ? [text] : [];
    });
  });
}
