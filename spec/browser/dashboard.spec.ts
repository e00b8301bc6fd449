import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom, Subject, Subscription } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import type { PoolStats } from '../../lib/node.js';
import { simulateNetwork, type SimulatedNetwork } from '../../lib/simulator.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { eventually } from '../helpers/nodes/soon.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';

/** Longer than the suite, so that the compared counters do not change. */
const NEVER_MS = 0x7fff_ffff;
const HOSTILE_AGENT = '/<img src=x onerror=document.title="owned"><script>alert(1)</script>/';

describeWith(browserAbsence(), 'the dashboard in a browser', () => {
  const running = new Subscription();
  let browser: Browser;
  let network: SimulatedNetwork;
  let hostile: Server;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    const network$ = new Subject<SimulatedNetwork>();
    const first = firstValueFrom(network$);
    const quiet = { blockIntervalMs: NEVER_MS, transactionIntervalMs: NEVER_MS, addressIntervalMs: NEVER_MS };
    running.add(
      simulateNetwork({ count: 3, ...quiet, pingIntervalMs: NEVER_MS }).subscribe((each) => network$.next(each)),
    );
    network = await first;
    hostile = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.write(bytesOf([versionMessage({ userAgent: HOSTILE_AGENT, startHeight: 4711 }), { command: 'verack' }]));
      socket.write(bytesOf([{ command: 'reject', message: 'tx', code: 1, reason: '<b>"bold"</b>' }]));
    });
    await new Promise<void>((resolve) => hostile.listen(0, '127.0.0.1', resolve));
    const ports = [...network.nodes.map(({ port }) => port), (hostile.address() as AddressInfo).port];
    served = await serve({ addresses: ports.map((port) => `127.0.0.1:${port}`), pingIntervalMs: NEVER_MS });
    watched = await openPage(browser, served.url);
    page = watched.page;
    await page.waitForFunction(() => document.querySelectorAll('#peers tbody tr').length === 4);
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
    hostile?.close();
  });

  beforeEach(async () => {
    await page.locator('#peer-filter').fill('');
  });

  const rows = (): Promise<string[]> => page.locator('#peers tbody tr td:first-child').allInnerTexts();
  const cells = (column: number): Promise<string[]> =>
    page.locator(`#peers tbody tr td:nth-child(${column})`).allInnerTexts();
  const peers = (): Promise<readonly ReadyPeer[]> => firstValueFrom(served.pool.peers$);
  const miner = async (): Promise<ReadyPeer> =>
    (await peers()).find(({ remote }) => remote.userAgent!.includes('(miner)'))!;
  const digits = (text: string): number => Number(text.replace(/[^\d.-]/g, ''));

  it('has panels, each with a heading and a description', async () => {
    const panels = page.locator('section.panel');
    expect(await panels.count()).toBe(10);
    for (const panel of await panels.all()) {
      expect(((await panel.locator('h2').textContent()) ?? '').length).toBeGreaterThan(3);
      expect(
        ((await panel.locator('h2 ~ .description, .head .description').first().textContent()) ?? '').length,
      ).toBeGreaterThan(20);
      expect(await panel.getAttribute('aria-labelledby')).toBe(await panel.locator('h2').getAttribute('id'));
    }
  });

  it('shows no monitors, because the program has the connections itself', async () => {
    for (const part of ['#monitors-panel', '#peer-monitor-field', '#peers th.monitor'])
      expect([part, await page.locator(part).isVisible()]).toEqual([part, false]);
    expect(await page.locator('#peer-sort option:not([hidden])').allInnerTexts()).not.toContain('Monitor');
  });

  it('shows the figures of the pool and its peers', async () => {
    for (let i = 0; i < 5; i++) network.chain.relay();
    network.chain.mine();
    for (const peer of await peers()) void peer.send({ command: 'ping', nonce: 5n });
    const totals = (): string => JSON.stringify([served.monitor.overview().received, served.monitor.overview().sent]);
    let before = '';
    await eventually(
      async () => {
        const isSettled = before === totals();
        before = totals();
        await page.waitForTimeout(1500);
        return isSettled;
      },
      (isSettled) => isSettled,
      'end of all traffic',
    );
    const stats = (await peers()).map((peer) => peer.stats());
    const pool: PoolStats = await firstValueFrom(served.pool.stats$);
    const sum = (direction: 'received' | 'sent', command?: string): number =>
      stats.reduce(
        (total, each) =>
          total +
          (command === undefined ? each[direction].messages : (each[direction].byCommand[command]?.messages ?? 0)),
        0,
      );
    const tile = async (name: string): Promise<string[]> =>
      page
        .locator('.tiles > div', { has: page.locator(`dt:text-is("${name}")`) })
        .locator('dd')
        .allInnerTexts();
    expect(await tile('Peers')).toEqual(['4', `${pool.outbound} outbound, ${pool.inbound} inbound`]);
    expect(digits((await tile('Received'))[1]!)).toBe(sum('received'));
    expect(digits((await tile('Sent'))[1]!)).toBe(sum('sent'));
    for (const command of ['inv', 'version', 'verack', 'ping', 'pong', 'reject']) {
      const figures = await page.locator(`#commands tr[data-command="${command}"] td`).allInnerTexts();
      expect([command, digits(figures[0]!), digits(figures[2]!)]).toEqual([
        command,
        sum('received', command),
        sum('sent', command),
      ]);
    }
    for (const { id, bestHeight, protocolVersion } of (await peers()).map((peer, i) => ({
      ...stats[i]!,
      id: peer.id,
    }))) {
      const row = await page.locator(`#peers tr[data-peer="${id}"] td`).allInnerTexts();
      expect([digits(row[5]!), digits(row[7]!)]).toEqual([bestHeight, protocolVersion]);
    }
    expect(await page.locator('#transactions tbody tr').count()).toBe(5);
    const block = page.locator(`#blocks tr[data-hash="${network.chain.tip().hash}"]`);
    expect((await block.locator('td').allInnerTexts())[2]).toBe('3 of 4');
  });

  it('sorts by any column, both ways, by mouse and by keyboard', async () => {
    await page.getByRole('button', { name: 'Height' }).click();
    const heights = (await cells(6)).map(digits);
    expect(heights).toEqual([...heights].sort((a, b) => b - a));
    expect(heights[0]).toBe(4711);
    expect(await page.locator('#peers th[aria-sort="descending"]').innerText()).toContain('Height');
    await page.keyboard.press('Enter');
    expect((await cells(6)).map(digits)).toEqual([...heights].reverse());
    await page.getByRole('button', { name: 'User agent' }).focus();
    await page.keyboard.press('Space');
    const agents = await cells(5);
    expect(agents).toEqual([...agents].sort(new Intl.Collator('en', { numeric: true }).compare));
    await page.getByRole('columnheader', { name: 'Peer' }).getByRole('button').click();
  });

  it('filters by any text and by direction', async () => {
    await page.locator('#peer-filter').fill('(MINER)');
    expect(await rows()).toHaveLength(1);
    expect(await page.locator('#peer-count').innerText()).toBe('1 of 4 peers');
    await page.locator('#peer-filter').fill('no such text');
    expect(await page.locator('#peers-empty').innerText()).toBe('No peer matches the filter.');
    await page.locator('#peer-filter').fill('');
    await page.locator('#peer-direction').selectOption('inbound');
    expect(await page.locator('#peers').isVisible()).toBe(false);
    await page.locator('#peer-direction').selectOption('');
    expect(await rows()).toHaveLength(4);
  });

  it('shows the texts of remotes as plain text', async () => {
    const row = page.locator('#peers tbody tr', { hasText: 'onerror' });
    const agent = row.locator('td.agent');
    expect(await agent.innerText()).toContain(HOSTILE_AGENT);
    expect(await agent.locator('img, script').count()).toBe(0);
    await row.getByRole('button').click();
    await page.locator('#sequence .line[data-command="reject"]').click();
    await page.waitForFunction(() => document.querySelector('#details-json')?.textContent?.includes('bold'));
    expect(await page.locator('#details-json').innerText()).toContain('<b>\\"bold\\"</b>');
    expect(await page.locator('main b b, main img').count()).toBe(0);
    expect(await page.title()).toBe('rxpeer dashboard');
  });

  it('draws the messages of a peer: arrows with time and summary, arcs from answers to requests, the message as JSON', async () => {
    const first = await miner();
    await page.locator(`#peers tr[data-peer="${first.id}"]`).getByRole('button').click();
    const lines = page.locator('#sequence .line');
    await lines.first().waitFor();
    await page.locator('#sequence').focus();
    await page.keyboard.press('Home');
    await page.locator('#line-1').waitFor();
    expect(await page.locator('#line-1 .text').innerText()).toMatch(/version 70016 \/rxpeer:/);
    expect(await page.locator('#line-1 .clock').innerText()).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    expect(await page.locator('#line-1').getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('#sequence').getAttribute('aria-activedescendant')).toBe('line-1');
    await page.waitForFunction(() => document.querySelector('#details-json')?.textContent?.includes('startHeight'));
    const json = JSON.parse(await page.locator('#details-json').innerText()) as { command: string; userAgent: string };
    expect(json).toMatchObject({ command: 'version', userAgent: first.local.userAgent });
    void first.send({ command: 'ping', nonce: 77n });
    await page.keyboard.press('End');
    const pong = page.locator('#sequence .line.received[data-command="pong"]').last();
    await pong.waitFor();
    expect(await pong.locator('.delay').innerText()).toMatch(/^after [\d.]+ m?s$/);
    expect(await page.locator('.arc').getAttribute('d')).toContain('C');
    expect(await page.locator('.arrow.received').getAttribute('d')).toContain('L');
  });

  it('pauses, resumes, and scrolls back through the last thousand messages', async () => {
    const first = await miner();
    await page.getByRole('button', { name: 'Pause' }).click();
    // The text changes with the next animation frame, not with the click.
    await page.locator('#sequence-foot', { hasText: 'Paused.' }).waitFor();
    const before = await page.locator('#sequence-foot').innerText();
    for (let i = 0; i < 700; i++) void first.send({ command: 'ping', nonce: BigInt(1000 + i) });
    await page.waitForTimeout(1000);
    expect(await page.locator('#sequence-foot').innerText()).toBe(before);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.waitForFunction(
      () => document.querySelector('#sequence-foot')?.textContent?.includes('The last'),
      undefined,
      { timeout: 30_000 },
    );
    expect(
      digits(
        await page
          .locator('#sequence-foot')
          .innerText()
          .then((text) => text.split(' messages')[0]!),
      ),
    ).toBe(1000);
    // Only the visible rows are drawn.
    expect(await page.locator('#sequence .line').count()).toBeLessThan(60);
    await page.locator('#sequence').evaluate((list) => (list.scrollTop = 0));
    await page.getByRole('button', { name: 'Go to newest' }).waitFor();
    const positions = await page
      .locator('#sequence .line')
      .evaluateAll((all) => all.map((line) => Number(line.getAttribute('aria-posinset'))));
    expect(Math.min(...positions)).toBe(1);
    await page.getByRole('button', { name: 'Go to newest' }).click();
    await page.locator('#sequence .line[aria-posinset="1000"]').waitFor();
  });

  it('shows rates by command as curves, in messages or bytes', async () => {
    const first = await miner();
    void first.send({ command: 'ping', nonce: 9n });
    await page.waitForFunction(() =>
      /ping \d/.test(document.querySelector('#chart-sent')?.getAttribute('aria-label') ?? ''),
    );
    expect(await page.locator('#chart-sent canvas').count()).toBe(1);
    await page.getByText('bytes', { exact: true }).click();
    await page.waitForFunction(() =>
      /ping [\d.]+ k?B\/s/.test(document.querySelector('#chart-sent')?.getAttribute('aria-label') ?? ''),
    );
    await page.getByText('messages', { exact: true }).click();
  });

  it('lists ended connections, and links to their messages', async () => {
    served.peers.at(-1)!.close();
    const row = page.locator('#problems tr[data-kind="lost"]').first();
    await row.waitFor();
    expect(await row.innerText()).toContain('closed by us');
    await row.getByRole('button').click();
    await page.waitForFunction(() => document.querySelector('#sequence-foot')?.textContent?.includes('has ended'));
  });

  it('can be used without a mouse: the focus is visible, and all controls have names', async () => {
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const names: string[] = [];
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press('Tab');
      names.push(
        await page.evaluate(() => {
          const { activeElement: focused } = document;
          if (!(focused instanceof HTMLElement) || focused === document.body) return 'nothing';
          const outline = getComputedStyle(focused.matches('.choice input') ? focused.nextElementSibling! : focused);
          return outline.outlineStyle === 'none' ? `no outline: ${focused.outerHTML}` : focused.tagName;
        }),
      );
    }
    expect(names.filter((name) => name.startsWith('no outline'))).toEqual([]);
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, select, input, [role=region], [role=img], [role=listbox]')]
        .filter((each) => {
          const labels = (each as HTMLInputElement).labels?.length ?? 0;
          return (
            labels === 0 &&
            !each.hasAttribute('aria-label') &&
            !each.hasAttribute('aria-labelledby') &&
            each.textContent?.trim() === ''
          );
        })
        .map((each) => each.outerHTML),
    );
    expect(nameless).toEqual([]);
  });

  it('logged no error, requested nothing from other origins, and blocks inline scripts', async () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
    const isBlocked = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.inline = "ran"';
      document.head.append(script);
      return document.documentElement.dataset['inline'] === undefined;
    });
    expect(isBlocked).toBe(true);
  });
});
