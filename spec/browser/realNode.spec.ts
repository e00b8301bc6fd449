import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { browserAbsence, saveScreenshot, openPage, startBrowser } from '../helpers/browser/browser.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';

const absence = browserAbsence() ?? (await bitcoindAbsence());

describeWith(absence, 'rxpeer dashboard of a Bitcoin node, in a browser', () => {
  let browser: Browser;
  let node: BitcoinNode;
  let program: Program;

  beforeAll(async () => {
    node = await startBitcoind();
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await program?.kill();
    await node?.stop();
  });

  it('shows its blocks, transactions and messages', async () => {
    const target = `${node.host}:${node.port}`;
    program = startProgram(['dist/cli/rxpeer.js', 'dashboard', target, '--network', 'bitcoin.regtest', '--port', '0']);
    const url = (await program.line(/open http/)).trim().split(' ').at(-1)!;
    const { page, errors, foreignRequests } = await openPage(browser, url);
    const open = async (view: string): Promise<void> => {
      await page.goto(new URL(view, url).href);
      await page.locator('.status[data-state="live"]').waitFor();
    };
    await open('peers');
    const row = page.locator('#peer tbody tr');
    await row.waitFor();
    const { subversion } = await node.rpc<{ subversion: string }>('getnetworkinfo');
    const cell = (column: string): Promise<string> => row.locator(`td[data-column="${column}"]`).innerText();
    expect(await cell('peer')).toContain(target);
    expect([await cell('direction'), await cell('transport'), await cell('agent'), await cell('height')]).toEqual([
      'outbound',
      'v2',
      subversion,
      '101',
    ]);
    await node.spend();
    await open('transactions');
    await page.locator('#transaction tbody tr').first().waitFor();
    const [mined] = await node.mine(1);
    await open('blocks');
    await page.locator(`#block tbody tr[data-key="${mined}"]`).waitFor();
    await open('peers');
    await page.waitForFunction(() => document.querySelector('#peer td[data-column="height"]')?.textContent === '102');
    await open('');
    await page
      .locator('.tiles > div', { hasText: 'Best height' })
      .filter({ hasText: '102' })
      .filter({ hasText: 'claimed by one peer only' })
      .waitFor();
    await saveScreenshot(page, 'bitcoin-node');
    expect([errors, foreignRequests]).toEqual([[], []]);
  });
});
