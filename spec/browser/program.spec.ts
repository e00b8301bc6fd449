import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { WebSocket } from 'ws';
import { browserAbsence, saveScreenshot, openPage, startBrowser } from '../helpers/browser/browser.js';
import { startDashboard, type RunningDashboard } from '../helpers/browser/startDashboard.js';
import { layoutFaults } from './layout.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import type { Program } from '../helpers/nodes/program.js';

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

  async function start(...options: readonly string[]): Promise<RunningDashboard> {
    const dashboard = await startDashboard(...options);
    programs.push(dashboard.program);
    return dashboard;
  }

  it('says at the top of the page that nothing is connected, why, and what to do', async () => {
    const { url } = await start('127.0.0.1:9', '--network', 'bitcoin.regtest');
    const { page } = await openPage(browser, url, { viewport: { width: 400, height: 900 } });
    await page.locator('.notice', { hasText: 'CONNECT_FAILED' }).waitFor();
    expect(await page.locator('.notice').innerText()).toMatch(
      /^No peer is connected\. The last attempt, 127\.0\.0\.1:9, failed: .*Check that a node listens at this address/s,
    );
    expect((await page.locator('.notice').boundingBox())!.y).toBeLessThan(260);
    expect(await layoutFaults(page)).toEqual([]);
    await page.goto(new URL('faults', url).href);
    await page.locator('#fault tbody tr', { hasText: 'CONNECT_FAILED' }).first().waitFor();
    await saveScreenshot(page, 'unreachable-400');
  });

  it('says that the program does not answer yet', async () => {
    const { url } = await start('--simulate', '1');
    const page = await (await browser.newContext({ viewport: { width: 400, height: 900 } })).newPage();
    await page.routeWebSocket('**/live', () => undefined);
    await page.goto(url);
    expect(await page.locator('.status').innerText()).toBe('Connecting');
    expect(await page.locator('.notice').innerText()).toMatch(/^The program does not answer yet\. Check that/);
    expect(await layoutFaults(page)).toEqual([]);
  });

  it('shows a notice while the program does not answer, and reconnects after its restart', async () => {
    const { program, url } = await start('--simulate', '3');
    const { page } = await openPage(browser, new URL('peers', url).href, { viewport: { width: 400, height: 800 } });
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr').length === 3);
    const startedMs = Date.now();
    program.signal('SIGINT');
    expect(await program.ended()).toBe(0);
    expect(Date.now() - startedMs).toBeLessThan(1000);
    await page.waitForFunction(() => document.querySelector('.status')?.getAttribute('data-state') === 'lost');
    expect(await page.locator('.notice').innerText()).toMatch(
      /^The program does not answer any more\. The page shows the state at /,
    );
    expect(await page.locator('#peer tbody tr').count()).toBe(3);
    expect(await layoutFaults(page)).toEqual([]);
    await saveScreenshot(page, 'lost-400');
    await start('--simulate', '2', '--port', new URL(url).port);
    await page.waitForFunction(() => document.querySelector('.status')?.getAttribute('data-state') === 'live');
    await page.waitForFunction(() => document.querySelectorAll('#peer tbody tr').length === 2);
    expect(await page.locator('.notice').isVisible()).toBe(false);
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
    await page.waitForFunction(() => document.querySelector('.status')?.getAttribute('data-state') === 'full');
    expect(await page.locator('.notice').innerText()).toMatch(
      /^16 pages are open, which is the maximum\. Close one of them/,
    );
    expect(await page.locator('.status').innerText()).toBe('Waiting');
    expect((await page.locator('.notice').boundingBox())!.y).toBeLessThan(200);
    expect(await layoutFaults(page)).toEqual([]);
    await saveScreenshot(page, 'full-400');
    sockets[0]!.close();
    await page.waitForFunction(() => document.querySelector('.status')?.getAttribute('data-state') === 'live');
    expect(await page.locator('.notice').isVisible()).toBe(false);
    for (const socket of sockets) socket.terminate();
  });

  it('requires the token if it is served on another address than loopback', async () => {
    const { url } = await start('--simulate', '1', '--host', '0.0.0.0');
    expect(new URL(url).pathname).toMatch(/^\/[0-9a-f]{32}\/$/);
    expect(new URL(url).hostname).not.toBe('0.0.0.0');
    // Not the printed address: there the browser would warn that HTTP is not secure.
    const local = Object.assign(new URL(url), { hostname: '127.0.0.1' }).href;
    const { page, errors } = await openPage(browser, local);
    await page.waitForFunction(() => document.querySelector('.status')?.getAttribute('data-state') === 'live');
    expect(errors).toEqual([]);
    expect((await page.request.get(new URL('/', local).href)).status()).toBe(403);
  });
});
