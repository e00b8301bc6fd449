import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Message } from '../../lib/index.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

const ADDRESSES: Message = {
  command: 'addr',
  addresses: Array.from({ length: 1000 }, (_, i) => ({
    time: 1_700_000_000,
    services: 1n,
    ip: new Uint8Array([...new Uint8Array(10), 0xff, 0xff, 20, 0, i >> 8, i & 255]),
    port: 8333,
  })),
};
const IN_TWO_HOURS = BigInt(Math.floor(Date.now() / 1000) + 7200);

describeWith(browserAbsence(), 'the alerts of the dashboard', () => {
  let browser: Browser;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;
  let remotes: TcpRemote[];

  beforeAll(async () => {
    browser = await startBrowser();
    remotes = [await tcpRemote({ timestamp: IN_TWO_HOURS }), await tcpRemote(), await tcpRemote()];
    served = await serve({ addresses: remotes.map(({ address }) => address) });
    watched = await openPage(browser, served.url, { viewport: { width: 1280, height: 900 } });
    page = watched.page;
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    for (const remote of remotes ?? []) remote.close();
  });

  const hasTitle = (count: number, on = page): Promise<unknown> =>
    on.waitForFunction(
      (title) => document.title === title,
      count === 0 ? 'rxpeer dashboard' : `(${count}) rxpeer dashboard`,
    );
  const icon = (on = page): Promise<string | null> => on.locator('link[rel="icon"]').getAttribute('href');
  const card = (address: string) => page.locator('.alert', { hasText: address });
  const openAlerts = (): Promise<void> =>
    page
      .getByRole('navigation', { name: 'Views' })
      .getByRole('link', { name: /^Alerts/ })
      .click();

  it('shows that a clock is wrong: in the title, the icon, the link to the view, and first on the overview', async () => {
    await hasTitle(1);
    expect(await icon()).toBe('page/icon-alert.svg');
    expect(
      (await page.request.get(new URL('page/icon-alert.svg', served.url).href)).headers()['content-type'],
    ).toContain('image/svg+xml');
    expect(await page.locator('nav .alert-badge').innerText()).toMatch(/^1/);
    const item = page.locator('#attention li').first();
    expect(await item.innerText()).toContain(`Clocks differ, ${remotes[0]!.address}`);
    expect(await page.locator('.panel').first().getAttribute('id')).toBe('attention');
  });

  it('announces a new alert politely, and not those that were active before', async () => {
    const announcer = page.locator('#alert-announcer');
    expect(await announcer.innerText()).toBe('');
    remotes[1]!.send(ADDRESSES, ADDRESSES);
    await hasTitle(2);
    await page.locator('#alert-announcer', { hasText: `New alert. Peer sends too many addresses` }).waitFor();
    expect(await announcer.innerText()).toContain(remotes[1]!.address);
    expect(await announcer.getAttribute('aria-live')).toBe('polite');
  });

  it('lists what was seen, since when, how often, and where to look', async () => {
    await openAlerts();
    expect(await page.locator('.alert').count()).toBe(2);
    // Both are warnings: the newest is first.
    const [flood, clock] = await page.locator('.alert').allInnerTexts();
    expect(flood).toContain('Sent 2000 addresses within 60 s, more than 1000');
    expect(flood).toMatch(/warning[\s\S]*since\s+\d\d:\d\d:\d\d, (just now|\d+ s ago)[\s\S]*once/i);
    expect(clock).toMatch(/Its clock is 7[12]\d\d s ahead of ours/);
    const [liar, flooder] = await Promise.all(
      [remotes[0]!, remotes[1]!].map(({ address }) =>
        card(address).getByRole('link', { name: address, exact: true }).getAttribute('href'),
      ),
    );
    expect([liar, flooder]).toEqual([
      expect.stringMatching(/^\.\/peer\?id=\d+$/),
      expect.stringMatching(/^\.\/peer\?id=\d+$/),
    ]);
    const evidence = (address: string) => card(address).locator('.alert-tools a').getAttribute('href');
    expect(await evidence(remotes[0]!.address)).toBe(liar);
    const id = flooder!.slice('./peer?id='.length);
    expect(await evidence(remotes[1]!.address)).toMatch(
      new RegExp(`^\\./conversation\\?peer=${id}&line=\\d+&run=${served.monitor.run}$`),
    );
  });

  it('acknowledges by keyboard, for all pages, and moves the focus to the next alert', async () => {
    const { page: other } = await openPage(browser, new URL('faults', served.url).href);
    await hasTitle(2, other);
    const button = page.getByRole('button', {
      name: `Acknowledge: Peer sends too many addresses, ${remotes[1]!.address}`,
    });
    await button.focus();
    await page.keyboard.press('Enter');
    await hasTitle(1);
    await hasTitle(1, other);
    await other.close();
    expect(await card(remotes[1]!.address).getAttribute('data-state')).toBe('acknowledged');
    // The acknowledged one is last.
    expect(await page.locator('.alert').first().innerText()).toContain('Clocks differ');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    expect(focused).toBe(`Acknowledge: Clocks differ, ${remotes[0]!.address}`);
    await page.keyboard.press('Enter');
    await hasTitle(0);
    expect(await icon()).toBe('page/icon.svg');
    expect(await page.locator('nav .alert-badge').count()).toBe(0);
  });

  it('marks a hidden tab, which gets nothing but alerts', async () => {
    const context = await browser.newContext();
    const hidden = await context.newPage();
    const frames: string[] = [];
    // cspell:ignore framereceived
    hidden.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(String(payload))));
    await hidden.goto(served.url);
    await hidden.locator('.status[data-state="live"]').waitFor();
    await hidden.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    remotes[2]!.send(ADDRESSES, ADDRESSES);
    await hasTitle(1, hidden);
    frames.length = 0;
    const [open] = served.monitor.alerts.rows().filter(({ isAcknowledged }) => !isAcknowledged);
    expect(served.monitor.alerts.acknowledge(open!.key)).toBe(true);
    await hasTitle(0, hidden);
    const tables = frames.flatMap((frame) => Object.keys((JSON.parse(frame) as { tables?: object }).tables ?? {}));
    expect(tables).toEqual(['alerts']);
    await context.close();
  });

  it('lists an alert as ended when its peer has left, and keeps the filter in the URL', async () => {
    remotes[1]!.close();
    await page.waitForFunction(() => document.querySelectorAll('.alert').length === 2);
    await page.getByRole('combobox', { name: 'State' }).selectOption('ended');
    expect(new URL(page.url()).searchParams.get('state')).toBe('ended');
    await page.reload();
    const row = page.locator('#alert tbody tr');
    await row.waitFor();
    expect(await row.count()).toBe(1);
    expect(await row.innerText()).toMatch(/ended[\s\S]*Peer sends too many addresses/);
    await page.getByRole('searchbox', { name: 'Search the alerts' }).fill('no such text');
    await page.getByText('No active alert matches the search.').waitFor();
    expect(await row.count()).toBe(0);
  });

  it('explains the rules and their thresholds, and says that no webhook is set', async () => {
    expect(await page.locator('#alert-rules [data-rule]').count()).toBe(6);
    expect(await page.locator('#alert-rules').innerText()).toContain('No webhook is set.');
    await page.getByRole('link', { name: 'More about alerts' }).click();
    expect(await page.locator('h1').innerText()).toBe('Alerts');
    await page.goBack();
    await page.locator('.status[data-state="live"]').waitFor();
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
