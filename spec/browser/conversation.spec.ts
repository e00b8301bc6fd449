import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { firstValueFrom, Subscription } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import { parseDiagram } from '../../lib/marbles/diagram.js';
import type { SimulatedNetwork } from '../../lib/simulator.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { tcpRemote, type TcpRemote } from '../helpers/browser/tcpRemote.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { addressesOf, NEVER_MS, QUIET, startSimulation } from '../helpers/nodes/simulation.js';
import { hash, HOSTILE_AGENT } from '../helpers/samples.js';
import { layoutFaults } from './layout.js';

const HOSTILE_ITEMS = 1000;

describeWith(browserAbsence(), 'the conversation view in a browser', () => {
  const running = new Subscription();
  let browser: Browser;
  let network: SimulatedNetwork;
  let hostile: TcpRemote;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;
  let lastPingAtMs = 0;

  beforeAll(async () => {
    browser = await startBrowser();
    network = await startSimulation(running, { ...QUIET, count: 2 });
    hostile = await tcpRemote({ userAgent: HOSTILE_AGENT, startHeight: 4711 }, [
      { command: 'reject', message: 'tx', code: 1, reason: '<b>"bold"</b>' },
    ]);
    const addresses = [...addressesOf(network), hostile.address];
    served = await serve({ addresses, pingIntervalMs: NEVER_MS });
    watched = await openPage(browser, served.url, { permissions: ['clipboard-read', 'clipboard-write'] });
    page = watched.page;
    await page.getByRole('link', { name: 'Conversation' }).click();
    await page.waitForFunction(() => document.querySelectorAll('#conversation-peer option').length >= 3);
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
    hostile?.close();
  });

  const peers = (): Promise<readonly ReadyPeer[]> => firstValueFrom(served.pool.peers$);
  const peerWith = async (agent: string): Promise<ReadyPeer> =>
    (await peers()).find(({ remote }) => remote.userAgent!.includes(agent))!;
  const url = (query: string): string => `${served.url}conversation?${query}`;
  const lines = () => page.locator('#sequence .line');
  const count = () => page.locator('#conversation-count');
  const text = (selector: string): Promise<string> => page.locator(selector).innerText();
  const waitForText = (selector: string, part: string): Promise<unknown> =>
    page.locator(selector, { hasText: part }).first().waitFor();
  const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  const ping = async (peer: ReadyPeer, nonce: bigint): Promise<void> => {
    lastPingAtMs = Date.now();
    await peer.send({ command: 'ping', nonce });
  };
  const param = (name: string): string | null => new URL(page.url()).searchParams.get(name);
  /** Opens the conversation with a peer, and waits for its messages. */
  const openPeer = async (peer: ReadyPeer, query = ''): Promise<void> => {
    await page.goto(url(`peer=${peer.id}${query}`));
    await lines().first().waitFor();
  };
  const saved = async (name: string): Promise<{ name: string; bytes: Buffer }> => {
    await page.getByText('Save', { exact: true }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).click();
    const file = await download;
    await page.keyboard.press('Escape');
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
  };

  it('draws the messages of a peer: arrows with time and summary, arcs from answers to requests', async () => {
    const peer = await peerWith('(miner)');
    await page.locator('#conversation-peer').selectOption(String(peer.id));
    await lines().first().waitFor();
    expect(param('peer')).toBe(String(peer.id));
    await page.locator('#sequence').focus();
    await page.keyboard.press('Home');
    await page.locator('#line-1[aria-selected="true"]').waitFor();
    expect(await text('#line-1 .text')).toMatch(/version 70016 \/rxpeer:/);
    expect(await text('#line-1 .clock')).toMatch(/^\d\d:\d\d:\d\d\.\d{3}$/);
    expect(await page.locator('#sequence').getAttribute('aria-activedescendant')).toBe('line-1');
    expect([param('line'), param('run')]).toEqual(['1', String(served.monitor.run)]);
    await ping(peer, 77n);
    await page.getByRole('button', { name: 'Follow the newest' }).click();
    const pong = page.locator('#sequence .line.received[data-command="pong"]').last();
    await pong.waitFor();
    expect(await pong.locator('.delay').innerText()).toMatch(/^after [\d.]+ m?s$/);
    expect(await page.locator('.arc').getAttribute('d')).toContain('C');
    expect(await page.locator('.arrow.received').getAttribute('d')).toContain('L');
  });

  it('shows the fields of a message beside its bytes, and links each field with its bytes, by mouse and by keyboard', async () => {
    await openPeer(await peerWith('onerror'), '&line=2');
    await page.locator('#message-json .json-line').first().waitFor();
    // The hostile node speaks v1, so there is a header.
    await waitForText('#message-facts', 'magic');
    expect(await text('#message-facts')).toMatch(/command\s+76657273696f6e0000000000/);
    const marked = () => page.locator('#message-hex .hex-bytes .marked').allInnerTexts();
    await page.locator('.json-line', { hasText: '"startHeight"' }).hover();
    await waitForText('#message-mark', 'startHeight: value, i32le');
    expect((await marked()).join('')).toBe('67120000');
    await page.locator('#message-hex .hex-bytes [data-offset="5"]').click();
    await waitForText('#message-mark', 'services: value, u64le, offset 4 (0x4), 8 bytes');
    expect(await page.locator('.json-line[aria-selected="true"]').innerText()).toContain('"services"');
    await page.locator('#message-hex').focus();
    await page.keyboard.press('ArrowRight');
    await waitForText('#message-mark', 'timestamp: value');
    await page.locator('#message-json').focus();
    await page.keyboard.press('ArrowDown');
    await waitForText('#message-mark', 'addrRecv: 3 fields');
    expect(await marked()).toHaveLength(26);
    await page.keyboard.press('Home');
    await waitForText('#message-mark', 'message: ');
  });

  it('shows the texts of remotes as plain text', async () => {
    await waitForText('#message-json', 'onerror');
    await page.locator('#sequence .line[data-command="reject"]').click();
    await waitForText('#message-json', 'bold');
    expect(await text('#message-json')).toContain('<b>\\"bold\\"</b>');
    expect(await page.locator('main b b, main img, main script').count()).toBe(0);
    expect(await page.title()).not.toBe('owned');
  });

  it('opens one message by a link, and says if the program has restarted or no longer has it', async () => {
    const peer = await peerWith('(miner)');
    const run = served.monitor.run;
    await page.goto(url(`peer=${peer.id}&line=2&run=${run}`));
    await waitForText('#message-json', '"version"');
    expect(await page.locator('#line-2').getAttribute('aria-selected')).toBe('true');
    await page.goto(url(`peer=${peer.id}&line=2&run=${run - 1}`));
    await waitForText('#conversation', 'another run of the program');
    await page.getByRole('button', { name: 'Show the conversations of this run' }).click();
    await lines().first().waitFor();
    await page.goto(url(`peer=${peer.id}&line=99999&run=${run}`));
    await waitForText('.line-notice', 'There is no message 99999');
    await page.goto(url('peer=99999'));
    await waitForText('#conversation .empty', 'The program has no messages of this peer');
  });

  it('filters by command, direction, text and exchange, hides pings, and keeps the filter in the URL', async () => {
    const peer = await peerWith('(miner)');
    await openPeer(peer);
    const all = Number((await count().innerText()).split(' ')[0]);
    await page.locator('summary', { hasText: 'All commands' }).click();
    await page.getByRole('checkbox', { name: /^version/ }).check();
    await page.getByRole('checkbox', { name: /^verack/ }).check();
    await waitForText('#conversation-count', `4 of ${all} messages`);
    await page.locator('#conversation-direction').selectOption('sent');
    await waitForText('#conversation-count', `2 of ${all} messages`);
    expect([param('command'), param('direction')]).toEqual(['version,verack', 'sent']);
    await page.reload();
    await waitForText('#conversation-count', `2 of ${all} messages`);
    await page.getByRole('button', { name: 'Show all' }).click();
    await waitForText('#conversation-count', `${all} messages`);
    await page.keyboard.press('/');
    await page.keyboard.type('PONG');
    await page.waitForFunction(() => {
      const shown = [...document.querySelectorAll<HTMLElement>('#sequence .line')];
      return shown.length > 0 && shown.every(({ dataset }) => dataset['command'] === 'pong');
    });
    await page.locator('#conversation-search').fill('no such text');
    await waitForText('#conversation .empty', 'No message matches the filter.');
    await page.locator('#conversation-search').fill('');
    await page.locator('#sequence .line[data-command="ping"]').last().click();
    await page.getByRole('button', { name: 'Only this exchange' }).click();
    await waitForText('#conversation-count', `2 of ${all} messages`);
    await page.locator('#conversation-pings').check();
    await waitForText('#conversation-count', `0 of ${all} messages`);
    await page.getByRole('button', { name: /^Only the exchange/ }).click();
    await waitForText('.line-notice', 'The filter hides message');
    expect(await page.locator('#sequence .line[data-command="pong"]').count()).toBe(0);
  });

  it('shows gaps of time', async () => {
    const peer = await peerWith('(miner)');
    await openPeer(peer);
    // Gaps begin at two seconds; usually the tests before this one took longer.
    await page.waitForFunction((beforeMs) => Date.now() - beforeMs > 2500, lastPingAtMs);
    await ping(peer, 1n);
    await waitForText('#sequence .gap', 'of silence');
    expect(
      await page.locator('#sequence .line', { has: page.locator('.hidden', { hasText: 'of silence, then' }) }).count(),
    ).toBeGreaterThan(0);
  });

  it('stops following when a line is chosen, moves by j and k, and follows again by its button', async () => {
    const peer = await peerWith('(miner)');
    await openPeer(peer, '&line=3');
    await page.getByRole('button', { name: 'Follow the newest' }).waitFor();
    await page.locator('h1').click();
    await page.keyboard.press('j');
    await page.locator('#line-4[aria-selected="true"]').waitFor();
    await page.keyboard.press('k');
    await page.keyboard.press('k');
    await page.locator('#line-2[aria-selected="true"]').waitFor();
    expect(param('line')).toBe('2');
    await page.getByRole('button', { name: 'Follow the newest' }).click();
    await page.getByRole('button', { name: 'Follow the newest' }).waitFor({ state: 'detached' });
  });

  it('is frozen while paused, resumes, and scrolls back through the last thousand messages', async () => {
    const peer = await peerWith('(miner)');
    await openPeer(peer);
    const before = await count().innerText();
    await page.getByRole('button', { name: 'Pause' }).click();
    await waitForText('#conversation-foot', 'Paused.');
    for (let i = 0; i < 700; i++) void peer.send({ command: 'ping', nonce: BigInt(1000 + i) });
    const other = await openPage(browser, url(`peer=${peer.id}`));
    await other.page.locator('#conversation-foot', { hasText: 'no longer stored' }).waitFor();
    expect(await count().innerText()).toBe(before);
    await page.getByRole('button', { name: 'Resume' }).click();
    await waitForText('#conversation-foot', 'no longer stored');
    await waitForText('#conversation-count', '1\u202f000 messages');
    // Only the visible rows are drawn.
    expect(await lines().count()).toBeLessThan(60);
    const newest = page.locator('#sequence .line[aria-posinset="1000"]');
    await newest.waitFor();
    const distanceToEnd = (): Promise<number> =>
      page.locator('#sequence').evaluate((list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight));
    expect(await distanceToEnd()).toBeLessThanOrEqual(1);
    const last = await newest.getAttribute('id');
    await newest.click();
    await ping(peer, 4n);
    await page.locator(`#${last}[aria-posinset="998"]`).waitFor();
    expect(await distanceToEnd()).toBeGreaterThan(60);
    await page.getByRole('button', { name: 'Follow the newest' }).click();
    await page.waitForFunction(() => {
      const list = document.querySelector('#sequence')!;
      return list.scrollHeight - list.scrollTop - list.clientHeight <= 1;
    });
    await page.locator('#sequence').evaluate((list) => (list.scrollTop = 0));
    await page.locator('#sequence .line[aria-posinset="1"]').waitFor();
    // New messages push the oldest out; the shown ones stay where they are.
    const top = (): Promise<string> =>
      page.locator('#sequence').evaluate((list) => {
        const box = list.getBoundingClientRect();
        return document.elementFromPoint(box.left + 40, box.top + 18)?.closest('.line')?.id ?? '';
      });
    await page.locator('#sequence').evaluate((list) => (list.scrollTop = 100 * 36));
    await page.waitForFunction(() => document.querySelector('#sequence .line[aria-posinset="101"]') !== null);
    const shown = await top();
    await ping(peer, 5n);
    await page.waitForFunction((id) => document.querySelector(`#${id}`)?.getAttribute('aria-posinset') === '99', shown);
    expect(await top()).toBe(shown);
    await page.goto(url(`peer=${peer.id}&line=1&run=${served.monitor.run}`));
    await waitForText('.line-notice', 'Message 1 is no longer stored');
    await page.getByRole('button', { name: 'Follow the newest' }).click();
    await page.locator('#sequence .line[aria-posinset="1000"]').waitFor();
    await other.page.context().close();
  });

  it('copies a message as JSON, as hex and as a link, and the shown messages as marbles', async () => {
    const peer = await peerWith('onerror');
    await openPeer(peer, '&line=2');
    await page.getByRole('button', { name: 'Copy JSON' }).click();
    await waitForText('.copied', 'Copied the message as JSON');
    expect(JSON.parse(await clipboard())).toMatchObject({ command: 'version', userAgent: HOSTILE_AGENT });
    await page.getByRole('button', { name: 'Copy hex' }).click();
    await waitForText('.copied', 'Copied the payload as hex');
    expect(await clipboard()).toMatch(/^801101000900000000000000[0-9a-f]+$/);
    await page.getByRole('button', { name: 'Copy link' }).click();
    await waitForText('.copied', 'Copied the link');
    expect(await clipboard()).toBe(url(`peer=${peer.id}&line=2&run=${served.monitor.run}`));
    await page.getByRole('button', { name: 'Copy as marbles' }).click();
    await waitForText('#conversation .copied', 'Copied');
    const rows = (await clipboard()).split('\n').filter((row) => /^(received|sent) /.test(row));
    const marbles = rows.map((row) => parseDiagram(row.slice(10)).marbles.length);
    expect(marbles[0]! + marbles[1]!).toBe(await lines().count());
  });

  it('copies where the clipboard API is missing', async () => {
    const other = await openPage(browser, url(`peer=${(await peerWith('onerror')).id}&line=2`), {
      permissions: ['clipboard-read'],
    });
    await other.page.evaluate(() => Object.defineProperty(navigator.clipboard, 'writeText', { value: undefined }));
    await other.page.getByRole('button', { name: 'Copy hex' }).click();
    await other.page.locator('.copied', { hasText: 'Copied the payload' }).waitFor();
    expect(await other.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^80110100/);
    await other.page.context().close();
  });

  it('saves what it shows as CSV, JSON, SVG and PNG', async () => {
    await openPeer(await peerWith('onerror'), '&command=version');
    await waitForText('#conversation-count', '2 of ');
    const csv = await saved('CSV');
    expect(csv.name).toMatch(/^rxpeer-messages-.*\.csv$/);
    expect(csv.bytes.toString().split('\r\n')).toHaveLength(4);
    const json = JSON.parse((await saved('JSON')).bytes.toString()) as { command: string; direction: string }[];
    expect(json.map(({ command, direction }) => [command, direction])).toEqual([
      ['version', 'sent'],
      ['version', 'received'],
    ]);
    const svg = (await saved('Picture (SVG)')).bytes.toString();
    expect(svg).toContain('&lt;img');
    const others = await page.evaluate(
      (each) =>
        new DOMParser().parseFromString(each, 'image/svg+xml').querySelectorAll(':not(svg, rect, path, text)').length,
      svg,
    );
    expect(others).toBe(0);
    const png = await saved('Picture (PNG)');
    expect([png.name.endsWith('.png'), png.bytes.subarray(1, 4).toString(), png.bytes.readUInt32BE(16)]).toEqual([
      true,
      'PNG',
      900,
    ]);
  });

  it('leads from a block and from a transaction to the message that announced it', async () => {
    network.chain.mine();
    const block = network.chain.tip().hash;
    await page.goto(`${served.url}blocks`);
    await page.locator(`#block tr[data-key="${block}"] td[data-column="message"] a`).click();
    await waitForText('#message-json', block);
    expect(await page.locator('.line[aria-selected="true"]').count()).toBe(1);
    expect(param('hash')).toBeNull();
    network.chain.relay();
    await page.goBack();
    await page.getByRole('link', { name: 'Transactions' }).click();
    const row = page.locator('#transaction tbody tr[data-key]').first();
    await row.waitFor();
    const transaction = await row.getAttribute('data-key');
    await row.locator('td[data-column="message"] a').click();
    await waitForText('#message-json', transaction!);
    await page.goto(url(`peer=${(await peerWith('onerror')).id}&hash=${block}&run=${served.monitor.run}`));
    await waitForText('.line-notice', 'no longer stored');
  });

  it('shows a message of many items within bounds, and says what is cut', async () => {
    const items = Array.from({ length: HOSTILE_ITEMS }, (_, i) => ({ type: 2, hash: hash(i + 1) }));
    hostile.send({ command: 'inv', items });
    await openPeer(await peerWith('onerror'), '&command=inv');
    await page.locator('#sequence .line[data-command="inv"]').click();
    await waitForText('#message-facts', 'partly shown');
    expect(await text('#message-facts')).toMatch(/the first 16.384 of 36.003 are shown/);
    await page.locator('#message-hex').focus();
    await page.keyboard.press('End');
    await page.locator('#message-hex [data-offset="16383"]').first().waitFor();
    await waitForText('#message-mark', 'items/455/type: value');
    expect(await page.locator('#message-hex .hex-row').count()).toBeLessThan(80);
    expect(await page.locator('#message-json .json-line').count()).toBeLessThan(80);
  });

  it.each([400, 800, 1280, 1920])('fits into a width of %i pixels', async (width) => {
    const other = await openPage(browser, url(`peer=${(await peerWith('onerror')).id}&line=2`), {
      viewport: { width, height: 900 },
    });
    await other.page.locator('#message-hex .hex-row').first().waitFor();
    for (const menu of await other.page.locator('#conversation .menu').all()) {
      await menu.locator('summary').click();
      expect(await layoutFaults(other.page)).toEqual([]);
      await other.page.keyboard.press('Escape');
    }
    await other.page.context().close();
  });

  it('leads from a fault to the messages before it, and shows the conversation of an ended connection', async () => {
    const peer = await peerWith('onerror');
    hostile.close();
    await page.goto(`${served.url}faults`);
    await page
      .locator('#fault tr', { hasText: 'disconnected' })
      .getByRole('link', { name: 'messages before it' })
      .first()
      .click();
    await waitForText('#conversation-foot', 'The connection has ended.');
    expect(param('peer')).toBe(String(peer.id));
    await page.locator('.line[aria-selected="true"]').waitFor();
    const option = page.locator('#conversation-peer optgroup option', { hasText: ', ended ' });
    await option.first().waitFor({ state: 'attached' });
    const past = String(peer.id);
    await page.locator('#conversation-peer').selectOption(String((await peerWith('(miner)')).id));
    await page.locator('#conversation-peer').selectOption(past);
    await waitForText('#conversation-foot', 'The connection has ended.');
  });

  it('gets no messages while its tab is hidden', async () => {
    const peer = await peerWith('(miner)');
    await openPeer(peer);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    const socketLines = await page.locator('#sequence .line').last().getAttribute('id');
    await ping(peer, 6n);
    const other = await openPage(browser, url(`peer=${peer.id}`));
    await other.page.waitForFunction((id) => {
      const last = document.querySelector('#sequence .line:last-child')?.id ?? 'line-0';
      return Number(last.slice(5)) > Number(id.slice(5));
    }, socketLines!);
    expect(await page.locator('#sequence .line').last().getAttribute('id')).toBe(socketLines);
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForFunction(
      (id) =>
        Number((document.querySelector('#sequence .line:last-child')?.id ?? 'line-0').slice(5)) > Number(id.slice(5)),
      socketLines!,
    );
    await other.page.context().close();
  });

  it('has names for all controls', async () => {
    await openPeer(await peerWith('(miner)'), '&line=2');
    const nameless = await page.evaluate(() =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'main :is(button, select, input, [role=listbox], [role=group], summary)',
        ),
      ]
        .filter((each) => {
          const labels = (each as HTMLInputElement).labels?.length ?? 0;
          const isNamed = each.hasAttribute('aria-label') || each.hasAttribute('aria-labelledby');
          return labels === 0 && !isNamed && each.textContent?.trim() === '';
        })
        .map((each) => each.outerHTML),
    );
    expect(nameless).toEqual([]);
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect([watched.errors, watched.foreignRequests]).toEqual([[], []]);
  });
});
