import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { Cleanup, startSimulation } from '../helpers/nodes/natsMonitor.js';
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
      watched = await openPage(browser, /http\S+/.exec(line)![0]);
      page = watched.page;
      await page.locator('#peers-more').evaluate((button) => {
        // Shows all rows as soon as there are more than the first 25.
        setInterval(() => !(button as HTMLButtonElement).hidden && (button as HTMLButtonElement).click(), 100);
      });
      await page.waitForFunction(
        (names) =>
          names.every(
            (name) =>
              [...document.querySelectorAll('#peers tbody td.monitor')].filter(
                ({ textContent }) => textContent === name,
              ).length >= 8,
          ),
        MONITORS,
      );
    }, 60_000);

    afterAll(() => cleanup.run());

    /** The monitors of the visible rows of the table of peers. */
    const monitorsOfPeers = async (): Promise<Set<string>> =>
      new Set(await page.locator('#peers tbody td.monitor').allInnerTexts());

    it('shows the peers of the four monitors, each with its monitor', async () => {
      expect(await monitorsOfPeers()).toEqual(new Set(MONITORS));
      expect(await page.locator('#peers th.monitor').isVisible()).toBe(true);
      const addresses = new Set(await page.locator('#peers tbody td:first-child').allInnerTexts());
      expect(targets.filter((target) => addresses.has(target)).length).toBeGreaterThanOrEqual(8);
    });

    it('lists the monitors with their figures', async () => {
      // The figures are those of the last second.
      await page.waitForFunction(() => {
        const rows = [...document.querySelectorAll('#monitors tbody tr')];
        const figures = rows.map((row) => [...row.querySelectorAll('td')].map(({ textContent }) => textContent ?? ''));
        return rows.length === 4 && figures.every(([, peers, records]) => Number(peers) >= 8 && /\d{2}/.test(records!));
      });
      expect(await page.locator('#monitors tbody th').allInnerTexts()).toEqual([...MONITORS].sort());
      for (const row of await page.locator('#monitors tbody tr').all()) {
        const [state, , , lost, dropped] = await row.locator('td').allInnerTexts();
        expect([state, lost, dropped]).toEqual(['publishing', '0', '0']);
      }
    });

    it('shows the propagation through the peers of all monitors', async () => {
      await page.waitForFunction(() =>
        [...document.querySelectorAll('#transactions tbody td[data-name="Peers"]')].some(
          ({ textContent }) => Number(/^\d+/.exec(textContent ?? '')?.[0]) > 12,
        ),
      );
      expect(await page.locator('#transactions td[data-name="by"]').first().innerText()).toMatch(
        /^127\.0\.0\.1:\d+ of /,
      );
    });

    it('filters by monitor, by keyboard, too', async () => {
      const select = page.getByRole('combobox', { name: /^Monitor/ });
      await select.selectOption('tokyo');
      expect(await monitorsOfPeers()).toEqual(new Set(['tokyo']));
      expect(await page.locator('#peer-count').innerText()).toMatch(/^\d+ of \d+ peers$/);
      await select.selectOption(HOSTILE);
      expect(await monitorsOfPeers()).toEqual(new Set([HOSTILE]));
      await select.focus();
      await page.keyboard.press('Home');
      await page.waitForFunction(() => (document.querySelector('#peer-monitor') as HTMLSelectElement).value === '');
      expect(await monitorsOfPeers()).toEqual(new Set(MONITORS));
    });

    it('shows the messages of a peer of a monitor', async () => {
      await page.locator('#peers tbody tr', { hasText: 'lima' }).first().getByRole('button').click();
      await page.locator('#sequence .line').first().waitFor();
      expect(await page.locator('#sequence-remote').innerText()).toMatch(/^127\.0\.0\.1:\d+ of lima$/);
    });

    it('refuses a fifth publisher with the name of another one', async () => {
      const second = publish('berlin');
      expect(await second.ended()).toBe(1);
      expect(second.stderr()).toContain('as the monitor "berlin" to this server: give each monitor a name of its own');
    });

    it('removes the peers of a publisher that is killed', async () => {
      await publishers.get('tokyo')!.kill();
      await page.waitForFunction(
        () => ![...document.querySelectorAll('#peers td.monitor')].some(({ textContent }) => textContent === 'tokyo'),
        undefined,
        { timeout: SILENCE_MS },
      );
      expect(await monitorsOfPeers()).toEqual(new Set(MONITORS.filter((name) => name !== 'tokyo')));
      await page.locator('#monitors tr[data-monitor="tokyo"]', { hasText: 'ended or silent' }).waitFor();
      await page.locator('#problems tr', { hasText: 'MONITOR_SILENT' }).first().waitFor();
    });

    it('shows names as plain text, logs no error, and requests nothing from other origins', async () => {
      expect(await page.title()).toBe('rxpeer dashboard');
      expect(await page.locator('main img').count()).toBe(0);
      expect(watched.errors).toEqual([]);
      expect(watched.foreignRequests).toEqual([]);
    });
  });
