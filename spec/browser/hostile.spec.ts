import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from './axeViolations.js';
import { browserAbsence, openPage, saveScreenshot, startBrowser } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { hash, HOSTILE_AGENT } from '../helpers/samples.js';
import { layoutFaults } from './layout.js';

const VIEWS = ['', 'peers', 'peer', 'conversation', 'blocks', 'transactions', 'faults', 'alerts'] as const;
/** 256 bytes, which is all that a user agent may have, without a place to break the line. */
const LONG = 'W'.repeat(256);
/** Overrides the direction of text, and moves the cursor of a terminal. */
const DIRECTION = `\u202e/reversed/${'\u0007\u001b[2J'.repeat(20)}`;
const ALL_SERVICES = 0xffff_ffff_ffff_ffffn;

describeWith(browserAbsence(), 'the dashboard with hostile peers', () => {
  let browser: Browser;
  let served: Served;
  let remotes: TcpRemote[];

  beforeAll(async () => {
    browser = await startBrowser();
    const items = Array.from({ length: 3 }, (_, i) => ({ type: 1, hash: hash(i + 1) }));
    remotes = [
      await tcpRemote({ userAgent: '/honest/' }, [{ command: 'inv', items }]),
      await tcpRemote({ userAgent: '/honest/' }),
      await tcpRemote({
        userAgent: LONG,
        startHeight: 0x7fff_ffff,
        services: ALL_SERVICES,
        timestamp: 0x7fff_ffff_ffff_ffffn,
      }),
      await tcpRemote({ userAgent: DIRECTION, startHeight: -0x8000_0000, services: ALL_SERVICES, timestamp: 0n }),
      await tcpRemote({ userAgent: HOSTILE_AGENT, startHeight: -1, timestamp: -0x8000_0000_0000_0000n }, [
        { command: 'reject', message: 'tx', code: 1, reason: `<b>${LONG.slice(0, 100)}</b>` },
      ]),
    ];
    served = await serve({ addresses: remotes.map(({ address }) => address) });
    served.pool.ban('2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', { reason: LONG });
    const page = await open('', 1280);
    await page.waitForFunction(() => document.querySelector('.tiles .value')?.textContent === '5');
    served.peers.find(({ remote }) => remote?.userAgent === HOSTILE_AGENT)!.close();
    await page.waitForFunction(() => document.title === '(3) rxpeer dashboard');
    await page.context().close();
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    for (const remote of remotes ?? []) remote.close();
  });

  async function open(view: string, width: number): Promise<Page> {
    const viewport = { width, height: 1000 };
    const { page } = await openPage(browser, new URL(view, served.url).href, { viewport, bypassCSP: true });
    await page.locator('.status[data-state="live"]').waitFor();
    return page;
  }

  const pathOf = (view: string): string => {
    const { id } = served.monitor.tables.rows('peers').find(({ userAgent }) => userAgent.startsWith('WWW'))!;
    return view === 'peer' ? `peer?id=${id}` : view === 'conversation' ? `conversation?peer=${id}` : view;
  };

  describe.each([400, 1280])('at %i px', (width) => {
    it.each(VIEWS)('keeps its layout on the view %j, and shows the texts of remotes as plain text', async (view) => {
      const page = await open(pathOf(view), width);
      await page.locator('nav .alert-badge').waitFor();
      await page.locator('.panel').first().waitFor();
      expect(await layoutFaults(page)).toEqual([]);
      expect(await page.locator('main img, main b b, main script').count()).toBe(0);
      expect(await page.title()).toMatch(/^\(\d\) rxpeer dashboard$/);
      if (view === 'alerts' || view === 'faults' || view === '') expect(await axeViolations(page)).toEqual([]);
      await saveScreenshot(page, `hostile-${view === '' ? 'overview' : view}-${width}`);
      await page.context().close();
    });
  });

  it('does not take the height of a hostile peer for the best one', async () => {
    const page = await open('', 1280);
    const tile = page.locator('.tiles > div', { has: page.locator('dt:text-is("Best height")') });
    await tile.locator('.value', { hasText: /^100$/ }).waitFor();
    expect(await tile.locator('.note').innerText()).toBe('supported by 2 independent hosts, 3 peers disagree');
    await page.context().close();
  });
});
