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
    const row = page.locator('#peers tbody tr');
    await row.waitFor();
    const { subversion } = await node.rpc<{ subversion: string }>('getnetworkinfo');
    const cells = await row.locator('td:not(.monitor)').allInnerTexts();
    expect(cells.slice(0, 5)).toEqual([target, 'outbound', 'v2', subversion, '101']);
    expect(cells[5]!.split(/\s+/)).toEqual(expect.arrayContaining(['network', 'witness']));
    await node.spend();
    await page.locator('#transactions tbody tr').first().waitFor();
    const [mined] = await node.mine(1);
    await page.locator(`#blocks tr[data-hash="${mined}"]`).waitFor();
    await page.waitForFunction(() => document.querySelector('#peers tbody tr td:nth-child(6)')?.textContent === '102');
    const block = page.locator('#sequence .line.received[data-command="block"]').last();
    await block.click();
    await page.waitForFunction(() => document.querySelector('#details-json')?.textContent?.includes('"merkleRoot"'));
    expect(await block.innerText()).toContain(`block ${mined} height 102 2 tx`);
    await saveScreenshot(page, 'bitcoin-node');
    expect([errors, foreignRequests]).toEqual([[], []]);
  });
});
