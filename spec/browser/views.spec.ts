import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { startDashboard, type RunningDashboard } from '../helpers/browser/startDashboard.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

const VIEWS = ['Overview', 'Peers', 'Conversation', 'Blocks', 'Transactions', 'Faults', 'Alerts'] as const;

describeWith(browserAbsence(), 'the views of the dashboard', () => {
  let browser: Browser;
  let dashboard: RunningDashboard;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    dashboard = await startDashboard('--simulate', '6', '--metrics', '0');
    watched = await openPage(browser, dashboard.url, { viewport: { width: 1280, height: 900 } });
    page = watched.page;
    await page.locator('.status[data-state="live"]').waitFor();
  });

  afterAll(async () => {
    await browser?.close();
    await dashboard?.program.kill();
  });

  const open = (name: string): Promise<void> =>
    page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .click();
  const view = (): Promise<string | null> => page.locator('main').getAttribute('data-view');
  const path = (): string => new URL(page.url()).pathname;

  it.each(VIEWS)('opens %s by its link, with a URL of its own that a reload keeps', async (name) => {
    await open(name);
    const id = name.toLowerCase();
    expect(await view()).toBe(id);
    expect(path()).toBe(id === 'overview' ? '/' : `/${id}`);
    expect(await page.locator('nav.views a[aria-current="page"]').innerText()).toContain(name);
    await page.locator('.panel h2').first().waitFor();
    await page.reload();
    await page.locator('.status[data-state="live"]').waitFor();
    expect(await view()).toBe(id);
  });

  it('goes back and forward through the views', async () => {
    await open('Peers');
    await open('Blocks');
    await page.goBack();
    expect(await view()).toBe('peers');
    await page.goForward();
    expect(await view()).toBe('blocks');
  });

  it('keeps the order of a table in the URL', async () => {
    await open('Peers');
    await page.getByRole('columnheader', { name: 'Height' }).getByRole('button').click();
    expect(new URL(page.url()).searchParams.get('peer-sort')).toBe('-height');
    await page.reload();
    await page.locator('th[aria-sort="descending"]', { hasText: 'Height' }).waitFor();
  });

  it('pauses by a button or the space key, says so, and keeps that in the URL of every view', async () => {
    await open('Overview');
    await page.keyboard.press('Space');
    await page.locator('.status[data-state="paused"]').waitFor();
    const uptime = await page.locator('.uptime').innerText();
    await open('Peers');
    expect(new URL(page.url()).searchParams.get('paused')).toBe('1');
    await page.waitForTimeout(1500);
    expect(await page.locator('.uptime').innerText()).toBe(uptime);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.locator('.status[data-state="live"]').waitFor();
    await page.waitForFunction((before) => document.querySelector('.uptime')?.textContent !== before, uptime);
  });

  it('says that the peers are simulated, and links to the metrics', async () => {
    expect(await page.locator('.badge.simulated').innerText()).toBe('6 simulated nodes');
    const metrics = await page.getByRole('link', { name: 'Metrics' }).getAttribute('href');
    expect(await (await fetch(metrics!)).text()).toContain('rxpeer_');
  });

  it('shows the shortcuts and the terms on ?, and documents that are served by the program', async () => {
    await open('Peers');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Help' });
    await help.waitFor();
    const keys = await help.locator('kbd').allInnerTexts();
    expect(keys).toEqual(expect.arrayContaining(['?', 'Space']));
    await help.getByRole('link', { name: 'all terms' }).click();
    expect(await page.locator('h1').innerText()).toBe('Glossary');
    await page.goBack();
    await page.locator('.status[data-state="live"]').waitFor();
  });

  it('saves a table as CSV and as JSON', async () => {
    await open('Peers');
    await page.locator('#peer tbody tr').first().waitFor();
    const save = async (name: string): Promise<string> => {
      if ((await page.locator('.menu[open]').count()) === 0) await page.getByLabel('Save the table peer').click();
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name, exact: true }).click();
      const saved = await download;
      expect(saved.suggestedFilename()).toMatch(/^rxpeer-peer-\d{4}-\d\d-\d\d-\d{6}\.(csv|json)$/);
      const chunks: Buffer[] = [];
      for await (const chunk of await saved.createReadStream()) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString();
    };
    const rows = await page.locator('#peer tbody tr').count();
    const csv = (await save('CSV')).trim().split('\r\n');
    expect(csv[0]).toMatch(/^peer,/);
    expect(csv).toHaveLength(rows + 1);
    const json = JSON.parse(await save('JSON')) as { peer: string }[];
    expect(json.map(({ peer }) => peer)).toEqual(csv.slice(1).map((line) => line.split(',')[0]));
  });

  it('logged no error, requested nothing from other origins, and blocks inline scripts', async () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
    const isBlocked = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.inline = "ran"';
      document.head.append(script);
      return document.documentElement.dataset['inline'] === undefined;
    });
    expect(isBlocked).toBe(true);
  });
});
