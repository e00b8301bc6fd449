import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom, Subscription } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { addressesOf, QUIET, startSimulation } from '../helpers/nodes/simulation.js';
import { HOSTILE_AGENT } from '../helpers/samples.js';
import { layoutFaults } from './layout.js';

describeWith(browserAbsence(), 'the page of a peer in a browser', () => {
  const running = new Subscription();
  let browser: Browser;
  let hostile: TcpRemote;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    const network = await startSimulation(running, { ...QUIET, count: 2 });
    // Never answers a ping.
    hostile = await tcpRemote({ userAgent: HOSTILE_AGENT, startHeight: 4711 });
    const addresses = [...addressesOf(network), hostile.address];
    served = await serve({ addresses, pingIntervalMs: 300 });
    watched = await openPage(browser, `${served.url}peers`);
    page = watched.page;
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr[data-key]').length === 3);
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
    hostile?.close();
  });

  const peers = (): Promise<readonly ReadyPeer[]> => firstValueFrom(served.pool.peers$);
  const isHostile = ({ remote }: ReadyPeer): boolean => remote.userAgent === HOSTILE_AGENT;
  const hostilePeer = async (): Promise<ReadyPeer> => (await peers()).find(isHostile)!;
  const honestPeer = async (): Promise<ReadyPeer> => (await peers()).find((peer) => !isHostile(peer))!;
  const openPeer = async (id: number): Promise<void> => {
    await page.goto(`${served.url}peer?id=${id}`);
    await page.locator('#facts dd').first().waitFor();
  };
  const fact = (name: string): Promise<string> =>
    page
      .locator('#facts .fact-grid > div', { has: page.locator(`dt:text-is("${name}")`) })
      .locator('dd')
      .innerText();

  it('opens from the table, and shows what is known of the peer', async () => {
    const { address, id, protocolVersion, remote, transport } = await honestPeer();
    await page.locator('#peer').getByRole('link', { name: address }).click();
    await page.getByRole('heading', { name: address }).waitFor();
    expect(new URL(page.url()).search).toBe(`?id=${id}`);
    expect(await page.locator('#peer-state').innerText()).toMatch(
      /^Connected since \d\d:\d\d:\d\d\.\d{3}, for \d+ s\. We dialled it\.$/,
    );
    await page.locator('#facts dt:text-is("Session id")').waitFor();
    expect(await fact('Session id')).toBe(transport!.sessionId);
    expect(await fact('User agent')).toBe(remote.userAgent);
    expect(await fact('Protocol version')).toContain(String(protocolVersion));
    expect(await fact('It sees us at')).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(await fact('Network group')).toBe('loopback');
    expect(await fact('Services')).toContain('serves blocks and transactions with witnesses (BIP144)');
  });

  it('shows what was asked, how fast it was answered, and leads to the messages', async () => {
    const { id } = await honestPeer();
    await openPeer(id);
    const pings = page.locator('#question tr[data-key="sent ping"]');
    await pings.waitFor();
    await page.waitForFunction(
      () =>
        Number(document.querySelector('#question tr[data-key="sent ping"] td[data-column="answered"]')?.textContent) >
        0,
    );
    expect(await pings.locator('td[data-column="median"]').innerText()).toMatch(/^[\d.]+ m?s$/);
    expect(await page.getByRole('link', { name: 'Its messages' }).getAttribute('href')).toMatch(
      new RegExp(`^\\./conversation\\?peer=${id}&run=[\\d.]+$`),
    );
  });

  it('lists the questions that this peer did not answer', async () => {
    const { id } = await hostilePeer();
    await openPeer(id);
    await page.locator('#missed-question tbody tr', { hasText: 'waits' }).nth(1).waitFor();
    expect(await page.locator('#missed-question tbody tr').first().innerText()).toMatch(/us\s+(ping|getaddr)/);
    expect(await page.locator('#peer-head .agent').innerText()).toBe(HOSTILE_AGENT);
    expect(await page.locator('main img, main script').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
  });

  it('leads to the next and the previous peer by j and k', async () => {
    const [a, b] = (await peers()).map(({ id }) => id).sort((x, y) => x - y);
    await openPeer(a!);
    await page.keyboard.press('j');
    await page.waitForURL(`**/peer?id=${b}`);
    await page.keyboard.press('k');
    await page.waitForURL(`**/peer?id=${a}`);
    await page.goBack();
    await page.waitForURL(`**/peer?id=${b}`);
  });

  it.each([400, 800, 1280, 1920])('fits at a width of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await openPeer((await honestPeer()).id);
    await page.locator('#question tbody tr').first().waitFor();
    expect(await layoutFaults(page)).toEqual([]);
  });

  it('says why the peer has left, and keeps what was known of it', async () => {
    const { id } = await hostilePeer();
    await openPeer(id);
    served.peers.find((each) => each.id === id)!.close();
    await page.locator('#peer-state', { hasText: 'The connection ended at' }).waitFor();
    expect(await fact('Height')).toBe('4\u202f711');
    await page.locator('#missed-question tbody tr', { hasText: 'no answer' }).first().waitFor();
    await page.locator('#fault tbody tr', { hasText: 'we closed the connection' }).waitFor();
  });

  it('says that a peer is unknown, and where the others are', async () => {
    for (const id of ['999999', 'x', '']) {
      await page.goto(`${served.url}peer?id=${id}`);
      await page.locator('#unknown-peer').waitFor();
      await page.getByRole('link', { name: 'the connected peers' }).click();
      await page.locator('#peer tbody tr').first().waitFor();
    }
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
