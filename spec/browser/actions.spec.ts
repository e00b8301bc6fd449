import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { map, Subscription, type Observable } from 'rxjs';
import type { Duplex } from '../../lib/base/duplex.js';
import { dialTcp } from '../../lib/transport/tcp.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { peerRowOf, serveRows } from '../helpers/browser/servedRows.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { QUIET, startSimulation } from '../helpers/nodes/simulation.js';

describeWith(browserAbsence(), 'the actions of the page in a browser', () => {
  const running = new Subscription();
  const folder = mkdtempSync(join(tmpdir(), 'rxpeer-recordings-'));
  let browser: Browser;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    const ports = (await startSimulation(running, { ...QUIET, count: 3, pingIntervalMs: 500 })).nodes.map(
      ({ port }) => port,
    );
    // The hosts are public ones, because private ones cannot be banned; the connections go to this machine.
    const dial = ({ host, port }: { host: string; port: number }): Observable<Duplex> =>
      dialTcp({ host: '127.0.0.1', port: ports[Number(host.split('.')[1])]! }).pipe(
        map((duplex) => Object.defineProperty(duplex, 'address', { value: `${host}:${port}` })),
      );
    served = await serve({
      addresses: [],
      outbound: 3,
      dnsSeeds: ['seed.example.org'],
      resolve: () => [['20.0.0.1', '20.1.0.1', '20.2.0.1']],
      dial,
      recordings: { folder },
    });
    watched = await openPage(browser, `${served.url}peers`);
    page = watched.page;
    await waitForPeers(3);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.monitor.actions.close();
    served?.close();
    running.unsubscribe();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    await page.goto(`${served.url}peers`);
  });

  const waitForPeers = (count: number): Promise<unknown> =>
    page.waitForFunction((wanted) => document.querySelectorAll('#peer tbody tr[data-key]').length === wanted, count);
  const openPeer = async (host: string): Promise<void> => {
    await page.locator('#peer').getByRole('link', { name: host }).click();
    await page.locator('#peer-actions button').first().waitFor();
  };
  const result = (text: string): Promise<void> => page.locator('.action-result', { hasText: text }).waitFor();

  it('record a peer to a file, show its size, and stop', async () => {
    await openPeer('20.2.0.1');
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await result('Recording this peer to');
    await page.waitForFunction(() =>
      /Recording to .*, [1-9]\d* B/.test(document.querySelector('#recordings')?.textContent ?? ''),
    );
    await page.getByRole('button', { name: 'Stop recording' }).click();
    await result('Stopped the recording');
    await page.locator('#recordings li[data-state="ended"]').waitFor();
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^rxpeer-20\.2\.0\.1_\d+-\d{8}T\d{9}Z\.rxcap$/);
    expect(readFileSync(join(folder, name!)).length).toBeGreaterThan(100);
    expect(await page.locator('#recordings').innerText()).toContain(name);
  });

  it('ask before they disconnect: Escape cancels, the button does it, and the reason is shown', async () => {
    await openPeer('20.0.0.1');
    const open = page.getByRole('button', { name: 'Disconnect…' });
    await open.click();
    await page.getByRole('dialog', { name: /^Disconnect 20\.0\.0\.1/ }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('main dialog').waitFor({ state: 'detached' });
    expect(await open.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await page.locator('.action-result').isVisible()).toBe(false);
    await open.click();
    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await result('Disconnected 20.0.0.1');
    await page.locator('#peer-state', { hasText: 'We closed the connection: the user disconnected it.' }).waitFor();
    await page.locator('#actions-log', { hasText: 'disconnect' }).waitFor();
  });

  it('ban a host with a reason, list it, and unban it', async () => {
    await openPeer('20.1.0.1');
    await page.getByRole('button', { name: 'Ban…' }).click();
    await page.locator('#ban-duration').selectOption({ label: '1 week' });
    await page.locator('#ban-reason').fill('<i>floods</i>');
    await page.locator('#ban-reason').press('Enter');
    await result('Banned 20.1.0.1');
    const [ban] = served.pool.banned();
    expect(ban).toMatchObject({ host: '20.1.0.1', reason: { text: '<i>floods</i>' } });
    expect(ban!.untilMs - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    await page.locator('#peer-state', { hasText: 'the user banned its host' }).waitFor();
    await page.locator('#peer-state', { hasText: 'The host is banned until' }).waitFor();
    await page.goto(`${served.url}peers?ended=1`);
    const row = page.locator('#host tbody tr', { hasText: '20.1.0.1' });
    await row.waitFor();
    expect(await row.innerText()).toContain('<i>floods</i>');
    expect(await page.locator('main i').count()).toBe(0);
    await row.getByRole('button', { name: 'Unban 20.1.0.1' }).click();
    await result('Unbanned 20.1.0.1');
    expect(served.pool.banned()).toEqual([]);
  });

  it('say why nothing was done, if the token of the page is not that of the program', async () => {
    await openPeer('20.2.0.1');
    await page.evaluate(() => document.querySelector('meta[name="action-token"]')!.setAttribute('content', 'x'));
    const before = served.monitor.actions.rows().length;
    await page.getByRole('button', { name: 'Record', exact: true }).click();
    await result('Reload the page');
    expect(served.monitor.actions.rows()).toHaveLength(before);
  });

  it('have a token that a page of another origin cannot read, and that page cannot open the WebSocket', async () => {
    const other: Server = createServer((_, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><link rel="icon" href="data:,">');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const context = await browser.newContext();
    try {
      const foreign = await context.newPage();
      await foreign.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
      const seen = await foreign.evaluate(async (url) => {
        const read = await fetch(url).then(
          (response) => response.text(),
          () => 'refused',
        );
        const opaque = await fetch(url, { mode: 'no-cors' }).then(
          (response) => response.text(),
          () => 'refused',
        );
        const socket = await new Promise((resolve) => {
          const live = new WebSocket(`${url.replace('http', 'ws')}live`);
          live.onopen = () => resolve('open');
          live.onerror = () => resolve('refused');
        });
        return [read, opaque, socket];
      }, served.url);
      expect(seen).toEqual(['refused', expect.not.stringContaining('action-token'), 'refused']);
    } finally {
      await context.close();
      other.close();
    }
  });

  it.each([
    ['monitors', 'use the dashboard of the monitor'],
    ['recording', 'its connections are in the past'],
  ] as const)('are replaced by the reason if the peers come from %s', async (source, reason) => {
    const rows = await serveRows([peerRowOf(1)], { about: { source } });
    const { page: remote } = await openPage(browser, `${rows.url}peer?id=1`);
    await remote.locator('#peer-actions', { hasText: reason }).waitFor();
    expect(await remote.locator('#peer-actions button').count()).toBe(0);
    await remote.context().close();
    rows.close();
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
