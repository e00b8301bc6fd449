import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ReplaySubject, Subscription } from 'rxjs';
import { serveExample } from '../../examples/browser/serve.mjs';
import { bitcoin } from '../../lib/index.js';
import { listen } from '../../lib/node.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { freePort } from '../../scripts/freePort.mjs';
import {
  browserAbsence,
  openPage,
  saveScreenshot,
  startBrowser,
  type WatchedPage,
} from '../helpers/browser/browser.js';
import { bitcoindAbsence, startBitcoind } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { soon } from '../helpers/nodes/soon.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const realAbsence = await bitcoindAbsence();

/** The same token for a bridge that is started again, so that it has the same URL. */
const TOKEN = '5a'.repeat(32);

describeWith(browserAbsence(), 'examples/browser', () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveExample>> | undefined;
  const programs: Program[] = [];
  const listeners = new Subscription();

  beforeAll(async () => {
    served = await serveExample(0);
    browser = await startBrowser();
  });

  afterEach(() => Promise.all(programs.splice(0).map((program) => program.kill())));

  afterAll(async () => {
    await browser?.close();
    listeners.unsubscribe();
    served?.close();
  });

  const openExample = (bridgeUrl = '', options = {}): Promise<WatchedPage> =>
    openPage(browser, `${served!.origin}/#${bridgeUrl}`, options);

  /** Starts a real bridge to this node; returns the URL that it prints. */
  async function startBridge(target: string, ...args: readonly string[]): Promise<[string, Program]> {
    const allowed = ['--allow', target, '--origin', served!.origin];
    const program = startProgram(['dist/cli/rxpeer.js', 'bridge', ...allowed, ...args]);
    programs.push(program);
    return [(await program.line(/^ {2}ws:/)).trim(), program];
  }

  async function textOf(page: Page, id: string, pattern: RegExp): Promise<string> {
    await page.waitForFunction(
      ([each, source]) => new RegExp(source!).test(document.getElementById(each!)!.textContent ?? ''),
      [id, pattern.source],
    );
    return page.locator(`#${id}`).innerText();
  }

  /** The heights and hashes of the table, once its first block is at this height and all contents have arrived. */
  async function rowsFrom(page: Page, height: number): Promise<[string, string][]> {
    await page.waitForFunction((wanted) => {
      const bodies = [...document.querySelectorAll<HTMLElement>('#blocks tbody')];
      return (
        bodies[0]?.querySelector('th')?.textContent === String(wanted) &&
        bodies.every((each) => 'loaded' in each.dataset)
      );
    }, height);
    return page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('#blocks tbody')].map((each): [string, string] => [
        each.querySelector('th')!.textContent ?? '',
        each.dataset['hash']!,
      ]),
    );
  }

  it.each(['light', 'dark'] as const)(
    'runs with a simulated node if it has no URL of a bridge (%s)',
    async (colorScheme) => {
      const { page, errors, foreignRequests } = await openExample('', {
        colorScheme,
        viewport: { width: 1280, height: 900 },
      });
      await textOf(page, 'status', /^Connected$/);
      expect(await textOf(page, 'node', /simulator/)).toMatch(/^\/rxpeer:.*\/simulator:.* at 127\.0\.0\.1:1024$/);
      expect(await textOf(page, 'session', /[0-9a-f]/)).toMatch(/^[0-9a-f]{64}$/);
      const rows = await rowsFrom(page, 20);
      expect(rows.map(([height]) => height)).toEqual(Array.from({ length: 10 }, (_, index) => String(20 - index)));

      const button = page.getByRole('button', { name: /transactions of block 20$/ });
      await button.focus();
      await page.keyboard.press('Enter');
      expect(await button.getAttribute('aria-expanded')).toBe('true');
      expect(await page.getByRole('listitem').first().innerText()).toMatch(/^[0-9a-f]{64} 50 BTC, \d+ virtual bytes$/);
      await saveScreenshot(page, `example-${colorScheme}`);
      await page.keyboard.press('Enter');
      expect(await page.getByRole('listitem').count()).toBe(0);
      expect([errors, foreignRequests]).toEqual([[], []]);
    },
  );

  it('says what is wrong with an invalid URL, and does not try again', async () => {
    const { page, errors } = await openExample();
    await page.getByLabel('URL that rxpeer bridge printed').fill('http://127.0.0.1:8445/');
    await page.getByRole('button', { name: 'Connect' }).click();
    expect(await page.getByRole('alert').innerText()).toMatch(/^This is not the URL of a bridge\./);
    expect(await textOf(page, 'status', /^Not connected$/)).toBe('Not connected');
    await page.getByRole('button', { name: 'Simulated node' }).click();
    await textOf(page, 'status', /^Connected$/);
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it('connects again after the bridge was gone, and continues the chain', async () => {
    const node$ = new ReplaySubject<SimulatedNode>(1);
    listeners.add(simulateNode({ initialBlocks: 10 }).subscribe(node$));
    const node = await soon(node$, 'simulated node');
    const tokenFile = join(temporaryFolder(), 'token');
    await writeFile(tokenFile, TOKEN);
    const args = ['--listen', String(await freePort()), '--token-file', tokenFile] as const;
    const target = `${node.host}:${node.port}`;
    // The bridge does not print the token of a file.
    const [shown, bridge] = await startBridge(target, ...args);
    const url = shown.replace('TOKEN', TOKEN);
    const { page } = await openExample(url);
    await rowsFrom(page, 10);
    node.mine();
    await rowsFrom(page, 11);

    await bridge.kill();
    await textOf(page, 'status', /^Not connected\. Next attempt in \d+ s$/);
    // From the second attempt on the page knows that there is no bridge.
    expect(await textOf(page, 'problem', /no connection/)).toMatch(
      /^There is no connection to the node\. \(no connection to/,
    );
    const mined = node.mine();
    await startBridge(target, ...args);
    expect((await rowsFrom(page, 12))[0]).toEqual(['12', mined.hash]);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('shows that a node offers only v1', async () => {
    const address$ = new ReplaySubject<{ host: string; port: number }>(1);
    const onListening = (address: { host: string; port: number }): void => address$.next(address);
    listeners.add(listen({ network: bitcoin.regtest, port: 0, transport: 'v1', onListening }).subscribe());
    const { host, port } = await soon(address$, 'listener');
    const [url] = await startBridge(`${host}:${port}`, '--listen', '0');
    const { page, errors } = await openExample(url);
    expect(await textOf(page, 'transport', /plain/)).toBe('v1, plain text: the node does not offer v2');
    expect([await textOf(page, 'session', /none/), errors]).toEqual(['none', []]);
  });

  (realAbsence === undefined ? it : it.skip)(
    `follows a Bitcoin node through rxpeer bridge${realAbsence === undefined ? '' : ` (skipped: ${realAbsence})`}`,
    async () => {
      const node = await startBitcoind();
      try {
        const [url, bridge] = await startBridge(`${node.host}:${node.port}`, '--listen', '0');
        const { page, errors } = await openExample(url);
        const tip = await node.rpc<string>('getbestblockhash');
        expect((await rowsFrom(page, 101))[0]).toEqual(['101', tip]);
        const [peer] = await node.rpc<{ transport_protocol_type: string; session_id: string }[]>('getpeerinfo');
        expect(peer).toMatchObject({
          transport_protocol_type: 'v2',
          session_id: await textOf(page, 'session', /[0-9a-f]/),
        });

        const txid = await node.spend();
        const [spending, empty] = [await node.mine(1), await node.mine(1)];
        expect((await rowsFrom(page, 103)).slice(0, 2)).toEqual([
          ['103', empty[0]],
          ['102', spending[0]],
        ]);
        const { size, nTx } = await node.rpc<{ size: number; nTx: number }>('getblock', spending[0]);
        const row = page.getByRole('row', { name: spending[0]! });
        expect([await row.getByRole('button').innerText(), await row.getByRole('cell').last().innerText()]).toEqual([
          String(nTx),
          String(size),
        ]);
        await row.getByRole('button').click();
        expect((await page.getByRole('listitem').allInnerTexts()).map((text) => text.slice(0, 64))).toContain(txid);

        // A reorganisation: two blocks replace the tip.
        await node.rpc('invalidateblock', empty[0]);
        const branch = await node.mine(2);
        const rows = await rowsFrom(page, 104);
        expect(rows.slice(0, 3).map(([, hash]) => hash)).toEqual([branch[1], branch[0], spending[0]]);
        // The open row stays open.
        expect(await row.getByRole('button').getAttribute('aria-expanded')).toBe('true');
        expect(errors).toEqual([]);

        await bridge.kill();
        await textOf(page, 'status', /^Not connected/);
        expect(await page.getByRole('alert').innerText()).toMatch(
          /^(The connection was interrupted|There is no connection)/,
        );
      } finally {
        await node.stop();
      }
    },
  );
});
