import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

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
  let server: Server;

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('runs peers in virtual time, in a bundle without modules for Node', async () => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: PAGE, resolveDir: projectRoot },
      ...{ bundle: true, write: false, format: 'esm', platform: 'browser', metafile: true, absWorkingDir: projectRoot },
      // The project's tsconfig maps #latin1, #sha256 and others to the modules for Node; users of the package have no such mapping.
      tsconfigRaw: '{}',
    });
    expect(Object.keys(metafile.inputs).filter((input) => /^node:|transport\/tcp/.test(input))).toEqual([]);
    server = createServer((request, response) => {
      const isScript = request.url === '/page.js';
      response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
      response.end(
        isScript
          ? outputFiles[0]!.text
          : '<link rel="icon" href="data:,"><script type="module" src="/page.js"></script>',
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { page, errors } = await openPage(browser, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.title !== '');
    expect(JSON.parse(await page.title())).toEqual(['ready', 2, true]);
    expect(errors).toEqual([]);
  });
});
