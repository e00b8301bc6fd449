import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { Subscription } from 'rxjs';
import type { SimulatedNetwork } from '../../lib/simulator.js';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { QUIET, startSimulation } from '../helpers/nodes/simulation.js';

const SLOW_MS = 250;

describeWith(browserAbsence(), 'the questions of an operator, from the overview on', () => {
  const running = new Subscription();
  const remotes: TcpRemote[] = [];
  let browser: Browser;
  let nodes: SimulatedNetwork;
  let slow: SimulatedNetwork;
  /** By transport v1, with a height of its own; it answers nothing, and sends one message that breaks the protocol. */
  let odd: TcpRemote;
  /** Closes its connection. */
  let leaver: TcpRemote;
  let block: string;
  let served: Served;
  let page: Page;
  let clicks = 0;

  beforeAll(async () => {
    browser = await startBrowser();
    nodes = await startSimulation(running, { ...QUIET, count: 5, latencyMs: 5, lagMs: 0 });
    slow = await startSimulation(running, { ...QUIET, count: 1, latencyMs: SLOW_MS, lagMs: 0 });
    odd = await remote({ startHeight: 4711 });
    leaver = await remote({});
    const addresses = [
      ...[...nodes.nodes, ...slow.nodes].map(({ host, port }) => `${host}:${port}`),
      ...remotes.map(({ address }) => address),
    ];
    served = await serve({ addresses, pingIntervalMs: 500 });
    ({ page } = await openPage(browser, `${served.url}peers`, { viewport: { width: 1280, height: 900 } }));
    await page.waitForFunction(
      (count) => document.querySelectorAll('#peer tbody tr[data-key]').length === count,
      addresses.length,
    );
    leaver.close();
    odd.send({ command: 'unknown', name: 'feefilter', payload: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 7) });
    nodes.chain.relay();
    block = nodes.chain.mine().hash;
    await page.locator('.mark[data-kind="slow"]').waitFor();
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
    for (const each of remotes) each.close();
  });

  beforeEach(async () => {
    await page.goto(served.url);
    await page.locator('.status[data-state="live"]').waitFor();
    clicks = 0;
  });

  async function remote(version: object): Promise<TcpRemote> {
    const started = await tcpRemote(version);
    remotes.push(started);
    return started;
  }

  async function click(target: Locator): Promise<void> {
    clicks += 1;
    await target.click();
  }

  const view = (name: string): Locator =>
    page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: new RegExp(`^${name}`) });
  const rows = (): Locator => page.locator('#peer tbody tr[data-key]');

  it('which peers are slow', async () => {
    await click(view('Peers'));
    await click(page.getByRole('button', { name: '1 slow' }));
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr[data-key]').length === 1);
    expect(await rows().innerText()).toContain(String(slow.nodes[0]!.port));
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('who sent this block first', async () => {
    await click(page.locator('#latest-blocks').locator(`a[title*="${block}"], a[href*="${block}"]`).first());
    await page.locator('#announcement tbody tr').first().waitFor();
    const first = await page.locator('#announcement tbody tr').first().innerText();
    expect(first).toMatch(/127\.0\.0\.1:\d+/);
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('what happened before this fault', async () => {
    await click(view('Faults'));
    await click(
      page.locator('#fault tbody tr', { hasText: 'LEFTOVER' }).getByRole('link', { name: 'messages before it' }),
    );
    await page.locator('#sequence [aria-selected="true"]').waitFor();
    expect(await page.locator('#sequence .line').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringContaining('verack'), expect.stringContaining('feefilter')]),
    );
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('why did this peer leave', async () => {
    await click(view('Peers'));
    await click(
      page
        .getByRole('link', { name: /^Ended/ })
        .or(page.getByRole('button', { name: /^Ended/ }))
        .first(),
    );
    const row = page.locator('tbody tr', { hasText: leaver.address }).first();
    await row.waitFor();
    expect(await row.innerText()).toContain('The remote closed the connection.');
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('who still speaks v1', async () => {
    await click(view('Peers'));
    await page.keyboard.press('/');
    await page.keyboard.type('transport:v1');
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr[data-key]').length === 1);
    expect(await rows().innerText()).toContain(odd.address);
    expect(clicks).toBe(1);
  });

  it('what does this message contain in hex', async () => {
    await click(view('Conversation'));
    await click(page.locator('#sequence .line', { hasText: 'version' }).first());
    await page.locator('#message-hex .hex-row').first().waitFor();
    expect(await page.locator('#message-hex').innerText()).toContain('8011010000000000');
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('how did propagation change in the last hour', async () => {
    await click(view('Transactions'));
    const curve = page.locator('#transaction-propagation .legend button', { hasText: /50 % of the peers: median/ });
    await curve.waitFor();
    expect(await page.locator('.range').inputValue()).toBe('1h');
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('which peers disagree on the height', async () => {
    await click(page.locator('.tiles').getByRole('link', { name: /disagree/ }));
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr[data-key]').length === 1);
    expect(await rows().innerText()).toContain(odd.address);
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('what did we ask this peer and not get', async () => {
    await click(view('Peers'));
    await click(page.locator('#peer').getByRole('link', { name: odd.address }));
    await page.locator('#missed-question tbody tr').first().waitFor();
    expect(await page.locator('#missed-question').innerText()).toMatch(/ping|getaddr/);
    expect(clicks).toBeLessThanOrEqual(2);
  });

  it('save what I see', async () => {
    await page.goto(`${served.url}peers`);
    await rows().first().waitFor();
    await click(page.getByLabel('Save the table peer'));
    const download = page.waitForEvent('download');
    await click(page.getByRole('button', { name: 'CSV', exact: true }));
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    expect(clicks).toBeLessThanOrEqual(2);
  });
});
