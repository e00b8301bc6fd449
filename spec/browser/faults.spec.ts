import { createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { bytesOf } from '../helpers/samples.js';

describeWith(browserAbsence(), 'the faults of the dashboard', () => {
  let browser: Browser;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;
  let remotes: TcpRemote[];
  let closedAddress: string;

  beforeAll(async () => {
    browser = await startBrowser();
    remotes = [await tcpRemote(), await tcpRemote()];
    closedAddress = await freeAddress();
    // Dialled once: the rows do not change while a test looks at them.
    served = await serve({
      addresses: remotes.map(({ address }) => address),
      minBackoffMs: 600_000,
      maxBackoffMs: 600_000,
    });
    watched = await openPage(browser, new URL('faults', served.url).href, { viewport: { width: 1280, height: 900 } });
    page = watched.page;
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    for (const remote of remotes ?? []) remote.close();
  });

  const row = (kind: string) => page.locator('#fault tbody tr', { has: page.locator(`.tag.${kind}`) });
  const cell = (kind: string, column: string): Promise<string> =>
    row(kind).first().locator(`td[data-column="${column}"]`).innerText();

  it('says that there are no faults so far, and no avoided hosts', async () => {
    await page.getByText('No faults so far.').waitFor();
    await page.getByText('No host is avoided.').waitFor();
    expect(await page.locator('#codes').count()).toBe(0);
  });

  it('lists a fault with its code, its reason, what the program did, and a link to the messages before it', async () => {
    const bad = bytesOf([{ command: 'ping', nonce: 1n }]);
    bad[20] = bad[20]! ^ 1;
    // The connections are open when the page has shown both peers.
    await page.goto(served.url);
    await page.waitForFunction(() => document.querySelector('.tiles .value')?.textContent === '2');
    remotes[0]!.write(bad);
    await page.goto(new URL('faults', served.url).href);
    await row('fault').waitFor();
    expect(await cell('fault', 'code')).toBe('BAD_CHECKSUM');
    expect(await cell('fault', 'peer')).toBe(remotes[0]!.address);
    expect(await cell('fault', 'reaction')).toBe('connected');
    expect(await cell('fault', 'time')).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    const code = page.locator('#codes tr[data-code="BAD_CHECKSUM"]');
    expect(await code.innerText()).toMatch(/1\s+A payload does not match its checksum\.$/);
    const peer = (await readyPeer(remotes[0]!.address)).id;
    expect(await row('fault').getByRole('link', { name: 'messages before it' }).getAttribute('href')).toMatch(
      new RegExp(`^\\./conversation\\?peer=${peer}&line=\\d+&run=${served.monitor.run}$`),
    );
    expect(await row('fault').getByRole('link', { name: remotes[0]!.address }).getAttribute('href')).toBe(
      `./peer?id=${peer}`,
    );
  });

  it('lists connections that ended, and attempts that failed', async () => {
    (await readyPeer(remotes[1]!.address)).close();
    await row('lost').first().waitFor();
    expect(await cell('lost', 'code')).toBe('closed by us');
    expect(await cell('lost', 'reaction')).toBe('closed');
    remotes[0]!.close();
    await page
      .locator('#fault tbody tr', { hasText: remotes[0]!.address })
      .filter({ hasText: 'disconnected' })
      .waitFor();
  });

  it('finds rows by text, by kind and by code, and keeps that in the URL', async () => {
    const rows = page.locator('#fault tbody tr');
    const search = page.getByRole('searchbox', { name: 'Search the faults' });
    await page.keyboard.press('/');
    await page.keyboard.type('checksum');
    expect(await search.inputValue()).toBe('checksum');
    expect(await rows.count()).toBe(1);
    await page.reload();
    await rows.first().waitFor();
    expect(await rows.count()).toBe(1);
    await search.fill('');
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('lost');
    expect(new URL(page.url()).searchParams.get('kind')).toBe('lost');
    expect(new Set(await page.locator('#fault td[data-column="kind"]').allInnerTexts())).toEqual(
      new Set(['disconnected']),
    );
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('');
    await page.getByRole('button', { name: 'BAD_CHECKSUM', exact: true }).click();
    expect(await rows.count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('code')).toBe('BAD_CHECKSUM');
    await page.getByRole('button', { name: 'show all codes' }).click();
    expect(await rows.count()).toBeGreaterThan(1);
    await search.fill('no such text');
    await page.getByText('No row matches the search.').waitFor();
    await search.fill('');
  });

  it('lists avoided hosts: until when, and why', async () => {
    served.pool.ban('8.8.8.8', { reason: 'spam <b>' });
    const host = page.locator('#avoided tbody tr[data-key="8.8.8.8"]');
    await host.waitFor();
    expect(await host.innerText()).toMatch(/banned[\s\S]*in 23 h 59 min[\s\S]*MANUAL[\s\S]*spam <b>/);
    await host.getByRole('link', { name: '8.8.8.8' }).click();
    expect(new URL(page.url()).searchParams.get('q')).toBe('8.8.8.8');
  });

  it('shows on the overview that connections fail, and links to them', async () => {
    const failing = await serve({ addresses: [closedAddress] });
    const { page: other } = await openPage(browser, failing.url);
    await other.locator('#attention a', { hasText: /could not be opened in the last 10 minutes/ }).click();
    await other.locator('#fault tbody tr .tag.failed').first().waitFor();
    expect(new URL(other.url()).search).toBe('?kind=failed');
    expect(await other.locator('#codes tr[data-code="CONNECT_FAILED"]').innerText()).toContain('cannot be reached');
    await other.context().close();
    failing.close();
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });

  async function readyPeer(address: string): Promise<ReadyPeer> {
    const peers = await firstValueFrom(served.pool.peers$);
    return peers.find((peer) => peer.address === address)!;
  }
});

/** An address at which nothing listens. */
async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}
