import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { firstValueFrom, Subscription } from 'rxjs';
import type { SightingList } from '../../lib/dashboard/protocol/propagationRow.js';
import type { SimulatedNetwork } from '../../lib/simulator.js';
import {
  browserAbsence,
  openPage,
  saveScreenshot,
  startBrowser,
  type WatchedPage,
} from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { addressesOf, NEVER_MS, QUIET, startSimulation } from '../helpers/nodes/simulation.js';
import { eventually } from '../helpers/nodes/soon.js';
import { layoutFaults } from './layout.js';

const PEERS = 5;

describeWith(browserAbsence(), 'the propagation of blocks and transactions in the dashboard', () => {
  const running = new Subscription();
  let browser: Browser;
  let network: SimulatedNetwork;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;
  let hash: string;

  beforeAll(async () => {
    browser = await startBrowser();
    network = await startSimulation(running, { ...QUIET, count: PEERS });
    served = await serve({ addresses: addressesOf(network), pingIntervalMs: NEVER_MS });
    watched = await openPage(browser, served.url);
    page = watched.page;
    await eventually(
      () => firstValueFrom(served.pool.peers$),
      (peers) => peers.length === PEERS,
      'peers',
    );
    for (let i = 0; i < 5; i++) network.chain.relay();
    hash = network.chain.mine().hash;
    await eventually(
      async () => sightings(),
      ({ seen }) => seen === PEERS,
      'announcement by all peers',
    );
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
  });

  const sightings = async (): Promise<SightingList> => {
    try {
      return await served.monitor.answers.sightings({ hash });
    } catch {
      return { hash, sightings: [], seen: 0 };
    }
  };
  const open = async (path: string): Promise<void> => {
    await page.goto(`${served.url}${path}`);
    await page.locator('main section.panel').first().waitFor();
  };
  const row = (): Locator => page.locator(`#block tr[data-key="${hash}"]`);

  it('lists the latest items with the time to 50 % and 90 % of the peers', async () => {
    await open('transactions');
    await page.locator('#transaction tbody tr').nth(4).waitFor();
    expect(await page.locator('#transaction tbody tr').count()).toBe(5);
    await open('blocks');
    await row()
      .locator('td[data-column="peers"]', { hasText: `${PEERS} of ${PEERS}` })
      .waitFor();
    for (const column of ['to50', 'to90'])
      expect(await row().locator(`td[data-column="${column}"]`).innerText()).toMatch(/^[\d.]+ m?s$/);
    expect(await row().locator('td[data-column="first"]').innerText()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
  });

  it('shows who announced a block first, second, third, with their delays', async () => {
    await open('blocks');
    await row().locator('a').first().click();
    expect(new URL(page.url()).searchParams.get('hash')).toBe(hash);
    await page
      .locator('#announcement tbody tr')
      .nth(PEERS - 1)
      .waitFor();
    const expected = (await sightings()).sightings;
    const texts = await page.locator('#announcement tbody tr').allInnerTexts();
    expect(texts.map((text) => text.split(/\s+/).slice(0, 2))).toEqual(
      expected.map(([, , address], i) => [address, String(i + 1)]),
    );
    expect(await page.locator('#announcement td[data-column="delay"]').first().innerText()).toBe('0 ms');
    expect(await row().getAttribute('aria-current')).toBe('true');
    const [first] = expected;
    await page.locator('#item .facts').getByRole('link', { name: first![2] }).click();
    expect(new URL(page.url()).pathname.endsWith('/peer')).toBe(true);
    expect(new URL(page.url()).searchParams.get('id')).toBe(String(first![1]));
    await page.goBack();
    await page.locator('#item').waitFor();
  });

  it('draws a histogram of the delays, which can be saved', async () => {
    await open(`blocks?hash=${hash}`);
    const histogram = page.locator('#histogram');
    await histogram.locator('svg.drawing').waitFor();
    expect(await histogram.locator('svg.drawing').getAttribute('aria-label')).toContain(`${PEERS} peers`);
    const titles = await histogram.locator('svg.drawing rect title').allTextContents();
    const counts = titles.map((text) => Number(/(\d+) peers?$/.exec(text)![1]));
    expect(counts.reduce((a, b) => a + b, 0)).toBe(PEERS);
    expect(await histogram.locator('svg.drawing').innerHTML()).toMatch(/50 % after [\d.]+ m?s/);
    await histogram.locator('summary').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      histogram.getByRole('button', { name: 'SVG' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('time after the first announcement');
  });

  it('shows how propagation changed over the chosen time', async () => {
    await open('blocks');
    const chart = page.locator('#block-propagation');
    await chart.locator('.legend button', { hasText: /50 % of the peers: median\s+[\d.]+ m?s/ }).waitFor();
    expect(await page.locator('.range').inputValue()).toBe('1h');
    await chart.locator('.plot').focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await chart.locator('.tooltip').waitFor();
    await page.locator('.range').selectOption('24h');
    await chart.locator('.legend').waitFor();
    await open('transactions?range=24h');
    await page
      .locator('#transaction-propagation .legend button', { hasText: /90 % of the peers: median\s+[\d.]+ m?s/ })
      .waitFor();
  });

  it('chooses items by keyboard, closes them, and says why an item is not there', async () => {
    await open('transactions');
    await page.locator('#transaction tbody tr').nth(4).waitFor();
    await page.keyboard.press('j');
    await page.locator('#item').waitFor();
    const before = new URL(page.url()).searchParams.get('hash');
    await page.keyboard.press('j');
    await page.waitForFunction((each) => new URL(location.href).searchParams.get('hash') !== each, before);
    await page.locator('#item').getByRole('button', { name: 'Close' }).click();
    await page.locator('#item').waitFor({ state: 'detached' });
    await open(`blocks?hash=${'00'.repeat(32)}`);
    await page.getByText('its announcements are not stored any more').waitFor();
    await open('blocks?hash=%3Cscript%3E');
    await row().waitFor();
    expect(await page.locator('#item').count()).toBe(0);
  });

  it('shows a later announcement without a reload', async () => {
    await open('blocks');
    const next = network.chain.mine().hash;
    await page.locator(`#block tr[data-key="${next}"]`).locator('a').first().click();
    await page
      .locator('#announcement tbody tr')
      .nth(PEERS - 1)
      .waitFor();
  });

  it.each([400, 800, 1280, 1920])('fits into a page of %i pixels, in both schemes', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await open(`blocks?hash=${hash}`);
    await page.locator('#histogram svg.drawing rect').first().waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const faults = (await layoutFaults(page)).filter((text) => !text.startsWith('a#'));
      expect(faults).toEqual([]);
      await saveScreenshot(page, `blocks-${width}-${colorScheme}`);
    }
  });

  it('logged no error and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
