import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { serveBundledPage, type BundledPage } from '../helpers/browser/bundledPage.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

/** A page that joins two peers by v2 in a virtual network, and lets 10 virtual seconds pass. */
const PAGE = `
  import { virtualNetwork } from 'rxpeer/marbles';
  const network = virtualNetwork({ seed: 7, latencyMs: 50 });
  const { outbound, inbound } = network.join({ transport: 'v2' });
  const statuses = [];
  outbound.status$.subscribe((status) => statuses.push(status));
  network.advance(10_000);
  document.title = JSON.stringify([statuses.at(-1), outbound.transport.version, outbound.transport.sessionId === inbound.transport.sessionId]);
`;

describeWith(browserAbsence(), 'virtualNetwork in a browser', () => {
  let browser: Browser;
  let served: BundledPage | undefined;

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  it('runs peers in virtual time, in a bundle without modules for Node', async () => {
    served = await serveBundledPage(PAGE);
    expect(served.inputs.filter((input) => /^node:|transport\/tcp/.test(input))).toEqual([]);
    const { page, errors } = await openPage(browser, `${served.origin}/`);
    await page.waitForFunction(() => document.title !== '');
    expect(JSON.parse(await page.title())).toEqual(['ready', 2, true]);
    expect(errors).toEqual([]);
  });
});
