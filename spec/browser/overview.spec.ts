import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom, Subscription } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import type { PoolStats } from '../../lib/node.js';
import type { SimulatedNetwork } from '../../lib/simulator.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { addressesOf, NEVER_MS, QUIET, startSimulation } from '../helpers/nodes/simulation.js';
import { eventually } from '../helpers/nodes/soon.js';

const COMMANDS = ['inv', 'version', 'verack', 'ping', 'pong', 'reject'];

describeWith(browserAbsence(), 'the overview of the dashboard', () => {
  const running = new Subscription();
  let browser: Browser;
  let network: SimulatedNetwork;
  let remote: TcpRemote;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    network = await startSimulation(running, { ...QUIET, count: 3 });
    remote = await tcpRemote({ startHeight: 4711 }, [{ command: 'reject', message: 'tx', code: 1, reason: 'odd' }]);
    const addresses = [...addressesOf(network), remote.address];
    served = await serve({ addresses, pingIntervalMs: NEVER_MS });
    watched = await openPage(browser, served.url, { viewport: { width: 1280, height: 900 } });
    page = watched.page;
    await page.waitForFunction(() => document.querySelector('.tiles .value')?.textContent === '4');
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
    remote?.close();
  });

  const peers = (): Promise<readonly ReadyPeer[]> => firstValueFrom(served.pool.peers$);
  const digits = (text: string): number => Number(text.replace(/[^\d.-]/g, ''));
  const tile = async (name: string): Promise<string[]> =>
    page
      .locator('.tiles > div', { has: page.locator(`dt:text-is("${name}")`) })
      .locator('dd')
      .allInnerTexts();
  const cell = (command: string, column: string): Promise<string> =>
    page.locator(`#command tr[data-key="${command}"] td[data-column="${column}"]`).innerText();

  it('shows no monitors, because the program has the connections itself', async () => {
    expect(await page.locator('#monitors').count()).toBe(0);
  });

  it('shows the figures of the pool and its peers', async () => {
    for (let i = 0; i < 5; i++) network.chain.relay();
    network.chain.mine();
    for (const peer of await peers()) void peer.send({ command: 'ping', nonce: 5n });
    const figuresOfPage = async (): Promise<unknown> => ({
      received: digits((await tile('Received'))[1]!),
      sent: digits((await tile('Sent'))[1]!),
      commands: await Promise.all(
        COMMANDS.map(async (name) => [digits(await cell(name, 'received')), digits(await cell(name, 'sent'))]),
      ),
    });
    const figuresOfPool = async (): Promise<unknown> => {
      const stats = (await peers()).map((peer) => peer.stats());
      const sum = (direction: 'received' | 'sent', command?: string): number =>
        stats.reduce(
          (total, { [direction]: each }) =>
            total + (command === undefined ? each.messages : (each.byCommand[command]?.messages ?? 0)),
          0,
        );
      return {
        received: sum('received'),
        sent: sum('sent'),
        commands: COMMANDS.map((name) => [sum('received', name), sum('sent', name)]),
      };
    };
    await page.locator('#latest-transactions li').nth(4).waitFor();
    for (const command of COMMANDS) await page.locator(`#command tr[data-key="${command}"]`).waitFor();
    // The page is at most a second behind.
    const [ofPage, ofPool] = await eventually(
      async () => [await figuresOfPage(), await figuresOfPool()],
      ([a, b]) => JSON.stringify(a) === JSON.stringify(b),
      'equal figures of the page and the pool',
    );
    expect(ofPage).toEqual(ofPool);
    const pool: PoolStats = await firstValueFrom(served.pool.stats$);
    expect(await tile('Peers')).toEqual(['4', `${pool.outbound} outbound, ${pool.inbound} inbound`]);
  });

  it('lists the latest blocks and transactions, each with a link to its propagation', async () => {
    const { hash } = network.chain.tip();
    const block = page.locator(`#latest-blocks li[data-hash="${hash}"]`, { hasText: '3 of 4 peers' });
    await block.waitFor();
    expect(await block.locator('a.hash').getAttribute('href')).toBe(`./blocks?hash=${hash}`);
    expect(await page.locator('#latest-transactions li').count()).toBe(5);
    expect(await page.getByRole('link', { name: 'All transactions' }).getAttribute('href')).toBe('./transactions');
  });

  it('shows the best height that independent peers support, and who disagrees', async () => {
    // The remote alone claims 4711; the second highest height is that of the simulated nodes.
    const heights = (await peers()).map((peer) => peer.stats().bestHeight!).sort((a, b) => b - a);
    expect([heights[0], heights.length]).toEqual([4711, 4]);
    const height = String(heights[1]);
    const [value, note] = await tile('Best height');
    expect([value, note]).toEqual([
      height,
      expect.stringMatching(/^supported by \d independent hosts, 1 peer disagrees$/),
    ]);
    const link = page.locator('.tiles').getByRole('link', { name: '1 peer disagrees' });
    expect(await link.getAttribute('href')).toBe('./peers?q=is%3Adisagree&peer-sort=-height');
    await page.locator('#attention li', { hasText: '1 peer disagrees with the best height' }).waitFor();
  });

  it('shows how many messages there are per second', async () => {
    const [first] = await peers();
    for (let i = 0; i < 50; i++) void first!.send({ command: 'ping', nonce: BigInt(i) });
    await page.waitForFunction(() => {
      const text = document.querySelector('#command tr[data-key="ping"] td[data-column="sentRate"]')?.textContent ?? '';
      return /^[\d.]+\/s$/.test(text) && Number.parseFloat(text) >= 4;
    });
  });

  it.each([
    ['Peers', 'peers'],
    ['Active alerts', 'alerts'],
    ['Received', 'peers'],
    ['To 50 % of the peers', 'transactions'],
    ['Discouraged', 'faults'],
  ])('links from the figure %s to the view %s', async (name, view) => {
    await page
      .locator('.tiles > div', { has: page.locator(`dt:text-is("${name}")`) })
      .locator('.value a')
      .click();
    expect(await page.locator('main').getAttribute('data-view')).toBe(view);
    await page.goBack();
    await page.locator('.tiles').waitFor();
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
