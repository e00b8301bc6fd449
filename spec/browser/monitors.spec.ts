import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { Cleanup } from '../helpers/nodes/natsMonitor.js';
import { startSimulation } from '../helpers/nodes/simulation.js';
import { describeWithNats, startNats } from '../helpers/nodes/natsServer.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';

const NODES = 12;
const HOSTILE = '<img src=x onerror=document.title="owned">';
const MONITORS = ['berlin', 'lima', 'tokyo', HOSTILE];
/** A silent monitor counts as ended after 10 s. */
const SILENCE_MS = 20_000;

if (browserAbsence() !== undefined) describeWith(browserAbsence(), 'the dashboard of four monitors', () => undefined);
else
  describeWithNats('the dashboard of four monitors in a browser', (program) => {
    const cleanup = new Cleanup();
    let browser: Browser;
    let watched: WatchedPage;
    let page: Page;
    let publishers: Map<string, Program>;
    let url: string;
    let base: string;
    let targets: string[];

    function rxpeer(...args: string[]): Program {
      const started = startProgram(['dist/cli/rxpeer.js', ...args]);
      cleanup.add(() => started.kill());
      return started;
    }

    const publish = (monitor: string): Program =>
      rxpeer('publish', ...targets, '--network', 'bitcoin.regtest', '--nats', url, '--monitor', monitor);

    beforeAll(async () => {
      browser = await startBrowser();
      cleanup.add(() => browser.close());
      const server = await startNats(program);
      cleanup.add(() => server.stop());
      url = server.url;
      // Nodes that neither move nor close, so that each publisher keeps all of them: those of the first profiles are odd on purpose.
      const network = await startSimulation(cleanup, {
        count: NODES,
        blockIntervalMs: 3000,
        transactionIntervalMs: 500,
      });
      targets = network.nodes.map(({ host, port }) => `${host}:${port}`);
      publishers = new Map(MONITORS.map((name) => [name, publish(name)]));
      const dashboard = rxpeer('dashboard', '--nats', url, '--network', 'bitcoin.regtest', '--port', '0');
      const line = await dashboard.line(/open http/);
      base = /http\S+/.exec(line)![0];
      // So high that all rows of the peers are drawn.
      watched = await openPage(browser, base, { viewport: { width: 1920, height: 3000 } });
      page = watched.page;
      await showAllPeers(8);
    }, 60_000);

    afterAll(() => cleanup.run());

    const open = async (view: string): Promise<void> => {
      await page.goto(new URL(view, base).href);
      await page.locator('.status[data-state="live"]').waitFor();
    };

    /** Opens the view of the peers, and waits until each monitor has at least `count` of them. */
    async function showAllPeers(count: number, names = MONITORS): Promise<void> {
      await open('peers');
      await page.waitForFunction(
        ([wanted, least]) =>
          wanted.every(
            (name) =>
              [...document.querySelectorAll('#peer td[data-column="monitor"]')].filter(
                ({ textContent }) => textContent === name,
              ).length >= least,
          ),
        [names, count] as const,
      );
    }

    /** The monitors of the rows of the table of peers. */
    const monitorsOfPeers = async (): Promise<Set<string>> =>
      new Set(await page.locator('#peer td[data-column="monitor"]').allInnerTexts());

    it('shows the peers of the four monitors, each with its monitor', async () => {
      expect(await monitorsOfPeers()).toEqual(new Set(MONITORS));
      expect(await page.locator('#peer th[data-column="monitor"]').isVisible()).toBe(true);
      const peers = await page.locator('#peer td[data-column="peer"]').allInnerTexts();
      const shown = targets.filter((target) => peers.some((text) => text.includes(target)));
      expect(shown.length).toBeGreaterThanOrEqual(8);
    });

    it('lists the monitors with their figures', async () => {
      await open('');
      // The figures are those of the last second.
      await page.waitForFunction(() => {
        const rows = [...document.querySelectorAll('#monitor tbody tr')];
        const cell = (row: Element, column: string): string =>
          row.querySelector(`td[data-column="${column}"]`)?.textContent ?? '';
        return (
          rows.length === 4 &&
          rows.every((row) => Number(cell(row, 'peers')) >= 8 && /\d{2}/.test(cell(row, 'records')))
        );
      });
      const cells = (column: string): Promise<string[]> =>
        page.locator(`#monitor td[data-column="${column}"]`).allInnerTexts();
      expect(await cells('monitor')).toEqual([...MONITORS].sort());
      expect(new Set(await cells('state'))).toEqual(new Set(['publishing']));
      expect(new Set([...(await cells('lost')), ...(await cells('dropped'))])).toEqual(new Set(['0']));
    });

    it('shows the propagation through the peers of all monitors', async () => {
      await open('transactions');
      await page.waitForFunction(() =>
        [...document.querySelectorAll('#transaction td[data-column="peers"]')].some(
          ({ textContent }) => Number(/^\d+/.exec(textContent ?? '')?.[0]) > 12,
        ),
      );
      expect(await page.locator('#transaction td[data-column="by"]').first().innerText()).toMatch(
        /^127\.0\.0\.1:\d+ of /,
      );
    });

    it('refuses a fifth publisher with the name of another one', async () => {
      const second = publish('berlin');
      expect(await second.ended()).toBe(1);
      expect(second.stderr()).toContain('as the monitor "berlin" to this server: give each monitor a name of its own');
    });

    it('removes the peers of a publisher that is killed', async () => {
      await publishers.get('tokyo')!.kill();
      const others = MONITORS.filter((name) => name !== 'tokyo');
      await showAllPeers(8, others);
      await page.waitForFunction(
        () =>
          ![...document.querySelectorAll('#peer td[data-column="monitor"]')].some(
            ({ textContent }) => textContent === 'tokyo',
          ),
        undefined,
        { timeout: SILENCE_MS },
      );
      expect(await monitorsOfPeers()).toEqual(new Set(others));
      await open('');
      await page.locator('#monitor tr[data-key="tokyo"]', { hasText: 'ended or silent' }).waitFor();
      await page.locator('#attention li', { hasText: '1 monitor ended or silent: tokyo.' }).getByRole('link').click();
      await page.locator('#fault tr', { hasText: 'MONITOR_SILENT' }).first().waitFor();
    });

    it('shows names as plain text, logs no error, and requests nothing from other origins', async () => {
      expect(await page.title()).toMatch(/^(\(\d+\) )?rxpeer dashboard$/);
      expect(await page.locator('main img').count()).toBe(0);
      expect(watched.errors).toEqual([]);
      expect(watched.foreignRequests).toEqual([]);
    });
  });
