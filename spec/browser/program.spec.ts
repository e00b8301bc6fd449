import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { WebSocket } from 'ws';
import { browserAbsence, saveScreenshot, openPage, startBrowser } from '../helpers/browser/browser.js';
import { layoutFaults } from './layout.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';

describeWith(browserAbsence(), 'rxpeer dashboard, in a browser', () => {
  let browser: Browser;
  let programs: Program[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterEach(async () => {
    await Promise.all(programs.map((program) => program.kill()));
    programs = [];
  });

  afterAll(() => browser?.close());

  async function start(...options: readonly string[]): Promise<{ program: Program; url: string }> {
    const program = startProgram(['dist/cli/rxpeer.js', 'dashboard', '--port', '0', ...options]);
    programs.push(program);
    const line = await program.line(/open http\S+/);
    return { program, url: line.trim().split(' ').at(-1)! };
  }

  it.each([
    [1920, 'light'],
    [1920, 'dark'],
    [1700, 'light'],
    [1200, 'light'],
    [400, 'light'],
    [400, 'dark'],
  ] as const)(
    'shows eight simulated peers at %i px, %s, without overlapping or clipped elements',
    async (width, colorScheme) => {
      const { url } = await start('--simulate', '8');
      const { page, errors, foreignRequests } = await openPage(browser, url, {
        viewport: { width, height: 1000 },
        colorScheme,
      });
      await page.waitForFunction(() => document.querySelectorAll('#peers tbody tr').length === 8);
      await page.waitForFunction(() => document.querySelectorAll('#transactions tbody tr').length >= 2);
      await page.locator('#sequence').focus();
      await page.keyboard.press('ArrowDown');
      await page.locator('#details-json').waitFor();
      expect(await layoutFaults(page)).toEqual([]);
      await saveScreenshot(page, `live-${width}-${colorScheme}`);
      expect([errors, foreignRequests]).toEqual([[], []]);
    },
  );

  it.each([1920, 400])('has a layout without peers and without an answer of the program, at %i px', async (width) => {
    const { url } = await start('127.0.0.1:9', '--network', 'bitcoin.regtest');
    const viewport = { width, height: 900 };
    const empty = await openPage(browser, url, { viewport });
    await empty.page.locator('#problems tbody tr').first().waitFor();
    expect(await empty.page.locator('#peers-empty').innerText()).toBe('No peer yet: the program is connecting.');
    expect(await empty.page.locator('#problems tbody tr').first().innerText()).toContain('CONNECT_FAILED');
    expect(await layoutFaults(empty.page)).toEqual([]);
    await saveScreenshot(empty.page, `empty-${width}`);
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    await page.routeWebSocket('**/live', () => undefined);
    await page.goto(url);
    expect(await page.locator('#status').innerText()).toBe('Connecting');
    expect(await page.locator('#peers-empty').innerText()).toBe('Waiting for the program.');
    expect(await layoutFaults(page)).toEqual([]);
    await saveScreenshot(page, `connecting-${width}`);
  });

  it('shows a notice while the program does not answer, and reconnects after its restart', async () => {
    const { program, url } = await start('--simulate', '3');
    const { page } = await openPage(browser, url, { viewport: { width: 400, height: 800 } });
    await page.waitForFunction(() => document.querySelectorAll('#peers tbody tr').length === 3);
    await page.locator('#sequence .line').first().waitFor();
    const startedMs = Date.now();
    program.signal('SIGINT');
    expect(await program.ended()).toBe(0);
    expect(Date.now() - startedMs).toBeLessThan(1000);
    await page.waitForFunction(() => document.body.dataset['state'] === 'lost');
    expect(await page.locator('#notice').innerText()).toMatch(
      /^The program does not answer any more\. The page shows the state at /,
    );
    expect(await page.locator('#peers tbody tr').count()).toBe(3);
    expect(await layoutFaults(page)).toEqual([]);
    await saveScreenshot(page, 'lost-400');
    await start('--simulate', '2', '--port', new URL(url).port);
    await page.waitForFunction(() => document.body.dataset['state'] === 'live');
    await page.waitForFunction(() => document.querySelectorAll('#peers tbody tr').length === 2);
    await page.locator('#sequence .line').first().waitFor();
    expect(await page.locator('#notice').isVisible()).toBe(false);
  });

  it('shows a notice on the 17th page, and connects when another page is closed', async () => {
    const { url } = await start('--simulate', '1');
    // Sockets in place of 16 tabs, which take a minute to open on a slow machine.
    const sockets = Array.from(
      { length: 16 },
      () => new WebSocket(new URL('live', url), { origin: new URL(url).origin }),
    );
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    const { page } = await openPage(browser, url, { viewport: { width: 400, height: 800 } });
    await page.waitForFunction(() => document.body.dataset['state'] === 'full');
    expect(await page.locator('#notice').innerText()).toMatch(
      /^16 pages are open, which is the maximum\. Close one of them/,
    );
    expect(await page.locator('#status').innerText()).toBe('Waiting');
    expect((await page.locator('#notice').boundingBox())!.y).toBeLessThan(200);
    expect(await layoutFaults(page)).toEqual([]);
    await saveScreenshot(page, 'full-400');
    sockets[0]!.close();
    await page.waitForFunction(() => document.body.dataset['state'] === 'live');
    expect(await page.locator('#notice').isVisible()).toBe(false);
    for (const socket of sockets) socket.terminate();
  });

  it('requires the token if it is served on another address than loopback', async () => {
    const { url } = await start('--simulate', '1', '--host', '0.0.0.0');
    expect(new URL(url).pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
    expect(new URL(url).hostname).not.toBe('0.0.0.0');
    // Not the printed address: there the browser would warn that HTTP is not secure.
    const local = Object.assign(new URL(url), { hostname: '127.0.0.1' }).href;
    const { page, errors } = await openPage(browser, local);
    await page.waitForFunction(() => document.body.dataset['state'] === 'live');
    expect(errors).toEqual([]);
    expect((await page.request.get(new URL('/', local).href)).status()).toBe(403);
  });
});
