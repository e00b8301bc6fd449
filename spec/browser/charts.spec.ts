import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { firstValueFrom, Subscription } from 'rxjs';
import type { SimulatedNetwork } from '../../lib/simulator.js';
import {
  browserAbsence,
  openPage,
  saveScreenshot,
  startBrowser,
  type WatchedPage,
} from '../helpers/browser/browser.js';
import { serve, type Served } from '../helpers/browser/served.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { addressesOf, QUIET, startSimulation } from '../helpers/nodes/simulation.js';
import { eventually } from '../helpers/nodes/soon.js';
import { layoutFaults } from './layout.js';

describeWith(browserAbsence(), 'the charts of the dashboard', () => {
  const running = new Subscription();
  let browser: Browser;
  let network: SimulatedNetwork;
  let served: Served;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    network = await startSimulation(running, { ...QUIET, count: 3, transactionIntervalMs: 300 });
    served = await serve({ addresses: addressesOf(network), pingIntervalMs: 500 });
    watched = await openPage(browser, served.url);
    page = watched.page;
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
    running.unsubscribe();
  });

  beforeEach(async () => {
    await page.goto(served.url);
    await plot('received').waitFor();
    await eventually(
      () => received().locator('.legend button').allInnerTexts(),
      (texts) => texts.some((text) => /^inv\s+(?!0\/s)/.test(text.trim())),
      'rate of inv',
    );
  });

  const received = (): Locator => page.locator('#rates-received');
  const plot = (direction: 'received' | 'sent'): Locator => page.locator(`#rates-${direction} .plot`);
  const params = (): URLSearchParams => new URL(page.url()).searchParams;
  const legendOf = (name: string): Locator => received().locator('.legend button', { hasText: name });

  const save = async (chart: Locator, what: string): Promise<{ readonly name: string; readonly bytes: Buffer }> => {
    const menu = chart.locator('.menu').first();
    await menu.locator('summary').click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      menu.getByRole('button', { name: what }).click(),
    ]);
    await menu.locator('summary').click();
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };

  it('show rates by command, in messages or bytes; the unit is in the URL', async () => {
    expect(await received().locator('canvas').count()).toBe(1);
    await page.getByText('bytes', { exact: true }).click();
    await legendOf('inv').filter({ hasText: /B\/s/ }).waitFor();
    expect(params().get('unit')).toBe('bytes');
    await page.reload();
    await legendOf('inv').filter({ hasText: /B\/s/ }).waitFor();
    expect(await page.getByRole('radio', { name: 'bytes' }).isChecked()).toBe(true);
  });

  it('show the values at the pointer', async () => {
    const box = (await plot('received').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.9, box.y + box.height / 2);
    await received().locator('.tooltip').waitFor();
    expect(await received().locator('.tooltip strong').innerText()).toMatch(/^\d\d:\d\d:\d\d$/);
    expect(await received().locator('.tooltip').innerText()).toMatch(/inv\s+[\d.]+\/s/);
    // The other chart shows the same time.
    await page.locator('#rates-sent .tooltip').waitFor();
    await page.mouse.move(5, 5);
    await received().locator('.tooltip').waitFor({ state: 'detached' });
  });

  it('can be read by keyboard, and by screen readers', async () => {
    await plot('received').focus();
    await page.keyboard.press('Home');
    await received().locator('.tooltip').waitFor();
    const first = await plot('received').getAttribute('aria-valuetext');
    expect(first).toMatch(/^\d\d:\d\d:\d\d, .*inv [\d.]+\/s/);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(
      (before) => document.querySelector('#rates-received .plot')?.getAttribute('aria-valuetext') !== before,
      first,
    );
    await page.keyboard.press('Escape');
    await received().locator('.tooltip').waitFor({ state: 'detached' });
    expect(await plot('received').getAttribute('aria-label')).toContain('Received');
    await received().getByText('As a table').click();
    const head = await received().locator('table th[data-column="inv"]').innerText();
    expect(head).toBe('inv');
    expect(await received().locator('table tbody td[data-column="inv"]').first().innerText()).toMatch(/\/s$/);
  });

  it('zoom by dragging and by keyboard; the range is in the URL, and a button resets it', async () => {
    const box = (await plot('received').boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.4, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 4 });
    await page.mouse.up();
    const reset = page.getByRole('button', { name: 'Reset zoom' });
    await reset.waitFor();
    const span = /^(\d+)-(\d+)$/.exec(params().get('range')!)!;
    const seconds = (Number(span[2]) - Number(span[1])) / 1000;
    // 40 % of a minute, without the room of the axis.
    expect([seconds > 20, seconds < 32]).toEqual([true, true]);
    await page.reload();
    await reset.waitFor();
    expect(await page.locator('.range').inputValue()).toBe('fixed');
    await page.getByRole('button', { name: 'Zoom in' }).click();
    const inner = params().get('range')!.split('-').map(Number) as [number, number];
    expect(Math.abs((inner[1] - inner[0]) / 1000 - seconds / 2)).toBeLessThan(0.1);
    await reset.click();
    expect(params().has('range')).toBe(false);
    await plot('received').focus();
    for (const key of ['End', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Shift+ArrowLeft', 'Enter'])
      await page.keyboard.press(key);
    await reset.waitFor();
    expect(params().get('range')).toMatch(/^\d+-\d+$/);
  });

  it('have a range that links to other views keep', async () => {
    await page.locator('.range').selectOption('1h');
    expect(params().get('range')).toBe('1h');
    await page.getByRole('link', { name: 'Blocks', exact: true }).click();
    expect(params().get('range')).toBe('1h');
    expect(await page.locator('.range').inputValue()).toBe('1h');
    await page.goBack();
    await plot('received').waitFor();
    expect(await page.locator('.range').inputValue()).toBe('1h');
  });

  it('hide and show curves by the legend, in both charts and in the URL', async () => {
    await legendOf('pong').click();
    await page.waitForFunction(() => location.search.includes('curves=pong'));
    expect(await legendOf('pong').getAttribute('aria-pressed')).toBe('false');
    await page.reload();
    await legendOf('pong').waitFor();
    expect(await legendOf('pong').getAttribute('aria-pressed')).toBe('false');
    const picture = (await save(received(), 'SVG')).bytes.toString();
    expect([picture.includes('>inv<'), picture.includes('>pong<')]).toEqual([true, false]);
    await legendOf('pong').click();
    expect(params().has('curves')).toBe(false);
  });

  it('give a command the same colour in both charts', async () => {
    const strokes = await page
      .locator('.legend button', { hasText: 'version' })
      .locator('line')
      .evaluateAll((lines) =>
        lines.map((line) => [line.getAttribute('stroke'), line.getAttribute('stroke-dasharray')]),
      );
    expect(strokes).toEqual([strokes[0], strokes[0]]);
  });

  it('mark events, and list them with links', async () => {
    const { hash } = network.chain.mine();
    await page.getByText(/^Events in this time/).click();
    const row = page.locator('#events tr', { has: page.locator(`a[href*="${hash}"]`) });
    await row.waitFor();
    await page.locator('#events').getByText('peer joined').first().waitFor();
    await page.getByLabel('Events shown in charts').click();
    await page.getByRole('checkbox', { name: 'blocks' }).uncheck();
    await row.waitFor({ state: 'detached' });
    expect(params().get('no-events')).toBe('block');
    await page.getByRole('checkbox', { name: 'blocks' }).check();
    await row.locator('a').click();
    await page.locator('#item .whole-hash', { hasText: hash }).waitFor();
  });

  it('are saved as pictures and as data, on one scale for the pair', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    const pictures = [await save(received(), 'SVG'), await save(page.locator('#rates-sent'), 'SVG')];
    expect(pictures[0]!.name).toMatch(/^rxpeer-rates-received-.*\.svg$/);
    const ticks = pictures.map(({ bytes }) =>
      [...bytes.toString().matchAll(/text-anchor="end">([^<]*)</g)].map(([, text]) => text),
    );
    expect(ticks[0]).toEqual(ticks[1]);
    expect(ticks[0]![0]).toBe('0/s');
    const png = await save(received(), 'PNG');
    expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(png.bytes.readUInt32BE(16)).toBe(1920);
    const [head, ...lines] = (await save(received(), 'CSV')).bytes.toString().trimEnd().split('\r\n');
    expect(head).toMatch(/^time,.*inv/);
    const json = JSON.parse((await save(received(), 'JSON')).bytes.toString()) as Record<string, number | string>[];
    expect(json).toHaveLength(lines.length);
    expect(lines[0]!.split(',')[0]).toBe(json[0]!['time']);
    expect(json.some(({ inv }) => Number(inv) > 0)).toBe(true);
  });

  it('ask once per second, and not while the page is paused', async () => {
    const asked = { paused: 0, live: 0 };
    const paused = await openPage(browser, 'about:blank');
    const live = await openPage(browser, 'about:blank');
    for (const [each, name] of [
      [paused, 'paused'],
      [live, 'live'],
    ] as const) {
      each.page.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (String(payload).includes('"ratesAfter"')) asked[name] += 1;
        }),
      );
      await each.page.goto(served.url);
    }
    await eventually(
      () => Promise.resolve(asked.paused),
      (count) => count >= 2,
      'questions',
    );
    await paused.page.getByRole('button', { name: 'Pause' }).click();
    await paused.page.locator('.status[data-state="paused"]').waitFor();
    // One may have been on its way.
    const before = asked.paused + 1;
    const liveBefore = asked.live;
    const startMs = Date.now();
    await eventually(
      () => Promise.resolve(asked.live),
      (count) => count >= liveBefore + 4,
      'questions of the live page',
    );
    const seconds = (Date.now() - startMs) / 1000;
    expect(asked.paused).toBeLessThanOrEqual(before);
    expect((asked.live - liveBefore) / seconds).toBeLessThan(1.7);
    await Promise.all([paused.page.close(), live.page.close()]);
  });

  it('are drawn again in the colours of another scheme', async () => {
    /** Whether the grid of the canvas has the colour of the style sheet. */
    const hasGrid = (colour: string): Promise<boolean> =>
      received()
        .locator('canvas')
        .evaluate((element, wanted) => {
          const canvas = element as HTMLCanvasElement;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          const pixel = [1, 3, 5].map((at) => parseInt(wanted.slice(at, at + 2), 16));
          return data.some((_, i) => i % 4 === 0 && pixel.every((value, channel) => data[i + channel] === value));
        }, colour);
    const [light, dark] = ['#dde3ea', '#28323e'];
    expect([await hasGrid(light), await hasGrid(dark)]).toEqual([true, false]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await eventually(() => hasGrid(dark), Boolean, 'chart in dark colours');
    expect(await hasGrid(light)).toBe(false);
    await page.emulateMedia({ colorScheme: 'light' });
    await eventually(() => hasGrid(light), Boolean, 'chart in light colours');
  });

  it('show the traffic and the round trips of one peer', async () => {
    const [peer] = await firstValueFrom(served.pool.peers$);
    await page.goto(`${served.url}peer?id=${peer!.id}`);
    await page.locator('#peer-bytes .legend button', { hasText: 'received' }).waitFor({ timeout: 30_000 });
    await page.locator('#peer-round-trip .legend button', { hasText: /round trip.*s/ }).waitFor({ timeout: 30_000 });
    await page.locator('#peer-messages').getByText('As a table').click();
    expect(await page.locator('#peer-messages tbody td[data-column="messages"]').first().innerText()).toMatch(
      /^[\d.]+\/s$/,
    );
  });

  it.each([400, 800, 1280, 1920])('fit into a page of %i pixels, in both schemes', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForFunction(() => {
        const [plot, canvas] = [
          document.querySelector('#rates-sent .plot'),
          document.querySelector('#rates-sent .uplot'),
        ];
        return plot !== null && plot.clientWidth === canvas?.clientWidth;
      });
      const faults = (await layoutFaults(page)).filter((text) => /rates|chart|legend|range|plot|figure/.test(text));
      expect(faults).toEqual([]);
      await saveScreenshot(page, `charts-${width}-${colorScheme}`);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
  });

  it('logged no error and requested nothing from other origins', () => {
    // Chromium warns of this spec, which reads the colours of a canvas.
    expect(watched.errors.filter((text) => !text.startsWith('Canvas2D: Multiple'))).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
